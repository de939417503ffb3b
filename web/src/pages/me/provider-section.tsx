/** Binding identity providers to oneself. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { providersQuery, useBindProvider } from "~/api/me";
import { asProblem } from "~/api/problem";
import { sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { keepWayBack } from "~/pages/auth/door-memory";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";

export function ProviderSection() {
    const query = useQuery(providersQuery());
    return (
        <Section
            title="Identity providers"
            about="Bind one to yourself, and you can sign in through it as well."
        >
            <QueryView query={query} what="The identity providers">
                {({ providers }) =>
                    providers.length === 0 ? (
                        <Card>
                            <p className="text-ink-2 text-sm">
                                None is set up here. Whoever runs this Skytally can add some.
                            </p>
                        </Card>
                    ) : (
                        <Providers names={providers} />
                    )
                }
            </QueryView>
        </Section>
    );
}

function Providers({ names }: { names: readonly string[] }) {
    const bind = useBindProvider();
    const [fault, setFault] = useState<string | null>(null);
    const go = async (name: string): Promise<void> => {
        setFault(null);
        try {
            const { url } = await bind.mutateAsync(name);
            keepWayBack({ path: paths.mySecurity(), said: `You can sign in with ${name} now.` });
            location.assign(url);
        } catch (error) {
            setFault(sentence(asProblem(error).detail));
        }
    };
    return (
        <Card>
            {fault !== null && (
                <Alert tone="bad" className="mb-4">
                    {fault}
                </Alert>
            )}
            <ul className="divide-line -my-2 divide-y">
                {names.map((name) => (
                    <li key={name} className="flex items-center justify-between gap-4 py-2 text-sm">
                        <span className="min-w-0 truncate font-medium">{name}</span>
                        <Button loading={bind.isPending && bind.variables === name} onClick={() => go(name)}>
                            Bind {name}
                        </Button>
                    </li>
                ))}
            </ul>
            <p className="text-ink-3 mt-4 text-xs">
                The browser goes there and comes back. Which of them are bound already is not known here: one
                that is bound to somebody is refused.
            </p>
        </Card>
    );
}
