/** An empty workspace: two ways on. */
import { CloudCog, FlaskConical } from "lucide-react";
import type { ReactNode } from "react";

import { paths } from "~/lib/paths";
import { needs } from "~/lib/roles";
import { FillWithSample } from "~/pages/accounts/fill-with-sample";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { ButtonLink } from "~/ui/link";

export function Newcomer({ workspace, role }: { workspace: string; role: string | undefined }) {
    const reason = needs(role, "admin", "link accounts");
    return (
        <section aria-labelledby="newcomer">
            <h2 id="newcomer" className="text-base font-semibold">
                Nothing is linked yet
            </h2>
            <p className="text-ink-2 mb-5 max-w-2xl text-sm">
                Link the client&rsquo;s AWS account, and Skytally begins to look at once. Or look around
                first, in an estate that is made up.
            </p>
            <ul className="grid max-w-4xl grid-cols-2 gap-4 max-md:grid-cols-1">
                <Way
                    icon={<CloudCog aria-hidden size={18} />}
                    title="Link an AWS account"
                    action={
                        reason === undefined ? (
                            <ButtonLink kind="primary" to={paths.linkAccount(workspace)}>
                                Link an AWS account
                            </ButtonLink>
                        ) : (
                            <Button kind="primary" disabledReason={reason}>
                                Link an AWS account
                            </Button>
                        )
                    }
                >
                    By a role that can read settings and change nothing. It takes about five minutes; the
                    first findings come with the first run.
                </Way>
                <Way
                    icon={<FlaskConical aria-hidden size={18} />}
                    title="Look around first"
                    action={<FillWithSample workspace={workspace} reason={reason} />}
                >
                    Resources, findings and a short past, with no AWS behind them. It is labelled as a sample,
                    and goes when you remove it.
                </Way>
            </ul>
        </section>
    );
}

const Way = ({
    icon,
    title,
    action,
    children,
}: {
    icon: ReactNode;
    title: string;
    action: ReactNode;
    children: ReactNode;
}) => (
    <li>
        <Card className="flex h-full flex-col items-start gap-3 p-5">
            <span className="bg-sunken text-ink-2 grid size-10 place-items-center rounded-full">{icon}</span>
            <h3 className="text-sm font-semibold">{title}</h3>
            <p className="text-ink-2 flex-1 text-sm">{children}</p>
            {action}
        </Card>
    </li>
);
