/** What the check says of this workspace: the resources that fail, those of which it cannot be told, and those that pass. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { CircleCheck, CircleHelp, ShieldCheck } from "lucide-react";
import { useMemo } from "react";

import { accountsQuery } from "~/api/accounts";
import { useRows } from "~/api/pages";
import {
    type CheckDetails,
    checkResourcesQuery,
    type CheckStanding,
    type Outcome,
    postureQuery,
} from "~/api/posture";
import { cx } from "~/lib/cx";
import { number, plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { MoreFailed } from "~/pages/findings/more-failed";
import { Alert } from "~/ui/alert";
import { DataTable } from "~/ui/data-table";
import { EmptyState } from "~/ui/empty-state";
import { BareLink } from "~/ui/link";
import { OUTCOME_MARK, OutcomeBar } from "~/ui/outcome-bar";
import { QueryView } from "~/ui/query-view";
import { UnknownBadge } from "~/ui/unknown-badge";

import { AccountFilter } from "./account-filter";
import { resourceColumns, resourceTo } from "./check-resource-columns";
import { CountedAlert } from "./counted-alert";
import { OUTCOME_WORD, OUTCOMES, partsOf, unseenText } from "./outcomes";

const route = getRouteApi("/house/w/$workspace/checks/$check");

/** Of those that passed, so many are named for each account and variant. The posture counts all. */
const NAMED_MAX = 10_000;

export function CheckHere({ workspace, check }: { workspace: string; check: CheckDetails }) {
    const { outcome: asked, account } = route.useSearch();
    const posture = useQuery(postureQuery(workspace, account));
    return (
        <>
            <div className="mb-3 flex flex-wrap items-center gap-2">
                <AccountFilter workspace={workspace} account={account} />
            </div>
            <QueryView query={posture} what="What the check says here">
                {({ items, accounts }) => {
                    const standing = items.find((one) => one.check === check.id);
                    // Without a choice of its own it shows the worst that there is.
                    const outcome =
                        asked ??
                        OUTCOMES.find((one) => standing !== undefined && standing[one] > 0) ??
                        "fail";
                    return (
                        <>
                            <CountedAlert workspace={workspace} accounts={accounts} />
                            {standing === undefined ? (
                                <NoOutcome evaluated={accounts.evaluated} />
                            ) : (
                                <>
                                    <Sums
                                        workspace={workspace}
                                        check={check.id}
                                        standing={standing}
                                        outcome={outcome}
                                        account={account}
                                    />
                                    <Resources
                                        workspace={workspace}
                                        check={check}
                                        standing={standing}
                                        outcome={outcome}
                                        account={account}
                                    />
                                </>
                            )}
                        </>
                    );
                }}
            </QueryView>
        </>
    );
}

const NoOutcome = ({ evaluated }: { evaluated: number }) => (
    <EmptyState icon={<CircleHelp aria-hidden size={18} />} title="No outcome here">
        {evaluated === 0
            ? "No generation has been evaluated yet. The check speaks when one has."
            : "The newest generations hold nothing that it is about, or it was not made on them. That is no pass."}
    </EmptyState>
);

interface SideProps {
    workspace: string;
    standing: CheckStanding;
    outcome: Outcome;
    account: string | undefined;
}

/** The three outcomes side by side; each is a link to its resources. */
function Sums({ workspace, check, standing, outcome, account }: SideProps & { check: string }) {
    const because = unseenText(standing);
    return (
        <div className="border-line bg-surface shadow-card mb-4 rounded-lg border p-3.5">
            <OutcomeBar parts={partsOf(standing)} className="mb-3" />
            <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
                <nav aria-label="Outcomes" className="flex flex-wrap gap-1.5">
                    {OUTCOMES.map((one) => (
                        <BareLink
                            key={one}
                            to={paths.check(workspace, check, { outcome: one, account })}
                            activeWhen="same"
                            aria-current={one === outcome ? "true" : undefined}
                            className={cx(
                                "inline-flex h-8 items-center gap-2 rounded-md border px-2.5 text-sm font-medium phone:h-10",
                                one === outcome
                                    ? "border-accent bg-accent-soft text-accent-text"
                                    : "border-line text-ink-2 hover:bg-hover hover:text-ink",
                            )}
                        >
                            <span aria-hidden className={cx("size-2 rounded-[2px]", OUTCOME_MARK[one])} />
                            {OUTCOME_WORD[one]}
                            <span className="tabular">{number(standing[one])}</span>
                        </BareLink>
                    ))}
                </nav>
                <p className="text-ink-3 tabular flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
                    {standing.muted > 0 && <span>{number(standing.muted)} of those that fail are muted</span>}
                    {standing.not_applicable > 0 && (
                        <span>Not applicable to {number(standing.not_applicable)}</span>
                    )}
                    {because !== null && <UnknownBadge because={because}>Not all seen</UnknownBadge>}
                </p>
            </div>
        </div>
    );
}

function Resources({ workspace, check, standing, outcome, account }: SideProps & { check: CheckDetails }) {
    const accounts = useQuery(accountsQuery(workspace)).data?.items;
    const query = useInfiniteQuery(checkResourcesQuery(workspace, { check: check.id, outcome, account }));
    const { rows, more, loadingMore } = useRows(query);
    const columns = useMemo(
        () => resourceColumns({ workspace, outcome, accounts, variants: check.variants }),
        [workspace, outcome, accounts, check.variants],
    );
    const count = standing[outcome];
    return (
        <QueryView
            query={{ ...query, error: query.isFetchNextPageError ? null : query.error }}
            what="These resources"
        >
            {() => {
                if (rows === undefined || rows.length === 0)
                    return <Nobody outcome={outcome} count={count} standing={standing} />;
                return (
                    <>
                        {outcome === "pass" && more === undefined && rows.length < count && (
                            <Alert tone="info" className="mb-3">
                                {number(count)} pass, of which {number(rows.length)} are named: up to{" "}
                                {number(NAMED_MAX)} for each cloud account.
                            </Alert>
                        )}
                        <DataTable
                            label={`Resources: ${OUTCOME_WORD[outcome].toLowerCase()}`}
                            columns={columns}
                            rows={rows}
                            rowId={(row) =>
                                `${row.account} ${row.variant ?? ""} ${row.kind} ${row.region} ${row.resource}`
                            }
                            rowTo={(row) => resourceTo(workspace, row, accounts)}
                            more={more}
                            loadingMore={loadingMore}
                        />
                        <MoreFailed query={query} what="resources" />
                        <p role="status" className="text-ink-3 tabular mt-2 text-xs">
                            {number(rows.length)} of {plural(count, "resource")} read
                        </p>
                    </>
                );
            }}
        </QueryView>
    );
}

function Nobody({ outcome, count, standing }: { outcome: Outcome; count: number; standing: CheckStanding }) {
    const unseen = unseenText(standing);
    if (count > 0) {
        return (
            <EmptyState icon={<CircleHelp aria-hidden size={18} />} title="Not named">
                {number(count)} {count === 1 ? "is" : "are"} counted, but not named. The next generation may
                name {count === 1 ? "it" : "them"}.
            </EmptyState>
        );
    }
    if (outcome === "fail") {
        const sure = standing.unknown === 0 && unseen === null;
        return (
            <EmptyState
                icon={sure ? <ShieldCheck aria-hidden size={18} /> : <CircleHelp aria-hidden size={18} />}
                title={sure ? "Nothing fails" : "Nothing is known to fail"}
            >
                {sure
                    ? "No resource of the newest generations fails this check."
                    : `That is not to say that nothing does: ${
                          standing.unknown > 0
                              ? `of ${plural(standing.unknown, "resource")} it cannot be told`
                              : (unseen ?? "")
                      }.`}
            </EmptyState>
        );
    }
    if (outcome === "unknown") {
        return (
            <EmptyState
                icon={<CircleCheck aria-hidden size={18} />}
                title={unseen === null ? "Nothing is unknown" : "No single resource is unknown"}
            >
                {unseen === null
                    ? "Of every resource that it is about, the check can tell."
                    : `But ${unseen}: what is there is not known.`}
            </EmptyState>
        );
    }
    return (
        <EmptyState icon={<CircleHelp aria-hidden size={18} />} title="Nothing passes">
            No resource of the newest generations passes this check.
        </EmptyState>
    );
}
