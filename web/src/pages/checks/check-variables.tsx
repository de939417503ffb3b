/** The variables of a check: the usual values, and those of this workspace and its accounts. Changed in the settings. */
import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";

import { accountsQuery, thresholdsOf } from "~/api/accounts";
import type { CheckDetails } from "~/api/posture";
import { workspaceQuery } from "~/api/workspaces";
import { paths } from "~/lib/paths";
import { variableName } from "~/lib/variables";
import { Badge } from "~/ui/badge";
import { ButtonLink, Link } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { UnknownBadge } from "~/ui/unknown-badge";
import { checkVariables } from "~/pages/settings/threshold-rows";

export function CheckVariables({ workspace: id, check }: { workspace: string; check: CheckDetails }) {
    const workspace = useQuery(workspaceQuery(id));
    const accounts = useQuery(accountsQuery(id));
    if (Object.keys(check.variables).length === 0) {
        return (
            <Section title="Variables">
                <p className="text-ink-2">None: the check draws the same line everywhere.</p>
            </Section>
        );
    }
    return (
        <Section
            title="Variables"
            about="Where the check draws the line."
            actions={
                <ButtonLink
                    size="sm"
                    to={paths.thresholds(id, { q: check.id })}
                    icon={<SlidersHorizontal aria-hidden size={13} />}
                >
                    Change thresholds
                </ButtonLink>
            }
        >
            <QueryView query={workspace} what="The thresholds of the workspace">
                {(view) => (
                    <ul className="border-line bg-surface divide-line shadow-card divide-y rounded-lg border text-sm">
                        {checkVariables([check], thresholdsOf(view), accounts.data?.items ?? [])
                            .flatMap(({ variables }) => variables)
                            .map(({ name, usual, here, accounts: own }) => (
                                <li
                                    key={name}
                                    className="grid gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[12rem_1fr]"
                                >
                                    <div>
                                        <p className="font-medium">{variableName(name)}</p>
                                        <p className="text-ink-3 font-mono text-xs">{name}</p>
                                    </div>
                                    <dl className="grid grid-cols-[7rem_1fr] gap-x-3 gap-y-1">
                                        <dt className="text-ink-3">Usual</dt>
                                        <dd>
                                            <Value of={usual} />
                                        </dd>
                                        <dt className="text-ink-3">Workspace</dt>
                                        <dd>
                                            {here === undefined ? (
                                                <span className="text-ink-2">As usual</span>
                                            ) : (
                                                <span className="inline-flex flex-wrap items-center gap-2">
                                                    <Value of={here} /> <Badge tone="accent">Changed</Badge>
                                                </span>
                                            )}
                                        </dd>
                                        <dt className="text-ink-3">Accounts</dt>
                                        <dd>
                                            {accounts.data === undefined ? (
                                                accounts.isError ? (
                                                    <UnknownBadge because="the cloud accounts could not be read" />
                                                ) : (
                                                    "…"
                                                )
                                            ) : own.length === 0 ? (
                                                <span className="text-ink-2">None has its own</span>
                                            ) : (
                                                <ul>
                                                    {own.map((one) => (
                                                        <li key={one.id}>
                                                            <Link
                                                                to={paths.account(id, one.id, {
                                                                    tab: "settings",
                                                                })}
                                                            >
                                                                {one.name}
                                                            </Link>{" "}
                                                            <Value of={one.value} />
                                                        </li>
                                                    ))}
                                                </ul>
                                            )}
                                        </dd>
                                    </dl>
                                </li>
                            ))}
                    </ul>
                )}
            </QueryView>
        </Section>
    );
}

const Value = ({ of }: { of: unknown }) => (
    <code className="bg-sunken rounded px-1 py-0.5 font-mono text-xs break-all">{JSON.stringify(of)}</code>
);
