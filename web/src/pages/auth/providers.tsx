/** The identity providers, or that they are not known. */
import { useQuery } from "@tanstack/react-query";

import { providersQuery } from "~/api/me";
import { asProblem } from "~/api/problem";
import { outside, safeNext } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { buttonClass } from "~/ui/button";

import { keepWayBack } from "./door-memory";

interface Props {
    /** Where to go when the provider has sent the browser back. */
    next?: string | undefined;
    hint?: string;
}

export function Providers({ next, hint }: Props) {
    const query = useQuery(providersQuery());
    if (query.error !== null && query.data === undefined) {
        return (
            <Alert tone="unknown" className="mt-5">
                Whether there are other ways to sign in is unknown: {asProblem(query.error).detail}
            </Alert>
        );
    }
    const names = query.data?.providers ?? [];
    if (names.length === 0) return null;
    return (
        <div className="border-line mt-5 flex flex-col gap-2 border-t pt-5">
            {hint !== undefined && <p className="text-ink-2 text-sm">{hint}</p>}
            {names.map((name) => (
                <a
                    key={name}
                    href={outside.oidcStart(name)}
                    onClick={() => keepWayBack({ path: safeNext(next) })}
                    className={buttonClass("plain")}
                >
                    Go on with {name}
                </a>
            ))}
        </div>
    );
}
