/** Compliance: every framework in numbers of controls. What is unknown or not checked is never hidden in a percentage. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ClipboardCheck } from "lucide-react";

import { complianceQuery, CONTROL_STATES, type FrameworkStanding } from "~/api/posture";
import { number, plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { AccountFilter } from "~/pages/checks/account-filter";
import { CountedAlert } from "~/pages/checks/counted-alert";
import { Card } from "~/ui/card";
import { EmptyState } from "~/ui/empty-state";
import { BareLink, ButtonLink } from "~/ui/link";
import { OUTCOME_MARK, OutcomeBar } from "~/ui/outcome-bar";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";

import { STATE_MEANS, STATE_WORD, totalParts } from "./controls";

const route = getRouteApi("/house/w/$workspace/compliance");

export function CompliancePage() {
    const { workspace } = route.useParams();
    const { account } = route.useSearch();
    const query = useQuery(complianceQuery(workspace, account));
    return (
        <>
            <PageHeader
                title="Compliance"
                about="How the newest generations stand by each framework, in numbers of controls."
                actions={<AccountFilter workspace={workspace} account={account} />}
            />
            <QueryView query={query} what="Compliance">
                {({ items, accounts }) => (
                    <>
                        <CountedAlert workspace={workspace} accounts={accounts} />
                        {items.length === 0 ? (
                            <EmptyState
                                icon={<ClipboardCheck aria-hidden size={18} />}
                                title="No framework"
                                action={<ButtonLink to={paths.checks(workspace)}>See the checks</ButtonLink>}
                            >
                                The catalogue has no framework in it. The checks stand for themselves.
                            </EmptyState>
                        ) : (
                            <ul className="grid grid-cols-3 gap-4 max-xl:grid-cols-2 max-md:grid-cols-1">
                                {items.map((framework) => (
                                    <li key={framework.framework}>
                                        <FrameworkCard
                                            workspace={workspace}
                                            framework={framework}
                                            account={account}
                                        />
                                    </li>
                                ))}
                            </ul>
                        )}
                        <dl className="text-ink-3 mt-6 grid max-w-3xl grid-cols-[8rem_1fr] gap-x-4 gap-y-1 text-xs">
                            {CONTROL_STATES.map((state) => (
                                <div key={state} className="contents">
                                    <dt className="font-medium">{STATE_WORD[state]}</dt>
                                    <dd>{STATE_MEANS[state]}</dd>
                                </div>
                            ))}
                        </dl>
                    </>
                )}
            </QueryView>
        </>
    );
}

function FrameworkCard({
    workspace,
    framework,
    account,
}: {
    workspace: string;
    framework: FrameworkStanding;
    account: string | undefined;
}) {
    const { framework: id, title, controls } = framework;
    return (
        <Card className="hover:border-line-strong relative flex h-full flex-col">
            <h2 className="text-base font-semibold">
                {/* The whole card is its target. */}
                <BareLink
                    to={paths.framework(workspace, id, { account })}
                    className="rounded-sm after:absolute after:inset-0 after:rounded-lg hover:underline"
                >
                    {title}
                </BareLink>
            </h2>
            <p className="text-ink-3 mt-0.5 text-xs">{coverage(framework)}</p>
            <div className="mt-auto pt-4">
                <OutcomeBar parts={totalParts(framework)} of={controls} className="mb-3 h-2.5!" />
                <dl className="grid grid-cols-[1fr_auto] gap-y-1 text-sm">
                    {CONTROL_STATES.map((state) => (
                        <div key={state} className="contents">
                            <dt className="text-ink-2 flex items-center gap-2">
                                <span
                                    aria-hidden
                                    className={`size-2 rounded-[2px] ${OUTCOME_MARK[MARK_OF[state]]}`}
                                />
                                {STATE_WORD[state]}
                            </dt>
                            <dd
                                className={`tabular text-right ${framework[state] === 0 ? "text-ink-3" : "font-medium"}`}
                            >
                                {number(framework[state])}
                            </dd>
                        </div>
                    ))}
                </dl>
            </div>
        </Card>
    );
}

const MARK_OF = {
    failed: "fail",
    unknown: "unknown",
    passed: "pass",
    not_applicable: "none",
    not_checked: "none",
} as const;

/** How much of a framework the numbers are about. */
export function coverage({ controls, not_checked: without }: FrameworkStanding): string {
    return without === 0
        ? `${plural(controls, "control")} in the catalogue, each with a check. The framework itself may have more.`
        : `${plural(controls, "control")}; checks of ours speak to ${number(controls - without)}.`;
}
