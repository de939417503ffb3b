/** The resources behind the numbers of a check, a few of each outcome, with the way to all. What fails, is unknown and passes stay apart. */
import { useQuery } from "@tanstack/react-query";

import { accountsQuery } from "~/api/accounts";
import { type CheckResource, type CheckStanding, firstResourcesQuery, type Outcome } from "~/api/posture";
import { cx } from "~/lib/cx";
import { number } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import { BareLink, Link } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { Skeleton } from "~/ui/skeleton";

import { accountOf, isPlace, nameOf, regionOf } from "./check-resource";
import { resourceTo } from "./check-resource-columns";
import { OUTCOME_WORD, OUTCOMES, say, unseenText } from "./outcomes";

interface Props {
    workspace: string;
    standing: CheckStanding;
    account: string | undefined;
    /** Only of these variants of the check; empty for all. */
    variants?: readonly string[];
    /** Resources of each outcome. */
    limit?: number;
}

export const EVIDENCE_ROWS = 10;
const ALL: readonly string[] = [];
const HEAD: Record<Outcome, string> = {
    fail: "text-critical",
    unknown: "text-unknown",
    pass: "text-good",
};
const WHAT: Record<Outcome, string> = {
    fail: "What fails",
    unknown: "What is unknown",
    pass: "What passes",
};

export function CheckEvidence({
    workspace,
    standing,
    account,
    variants = ALL,
    limit = EVIDENCE_ROWS,
}: Props) {
    const shown = OUTCOMES.filter((outcome) => standing[outcome] > 0);
    const unseen = unseenText(standing);
    return (
        <div className="flex flex-col gap-3">
            {shown.map((outcome) => (
                <section key={outcome} aria-label={`${OUTCOME_WORD[outcome]}: ${standing.title}`}>
                    <h5 className={cx("mb-1 text-xs font-semibold", HEAD[outcome])}>
                        {OUTCOME_WORD[outcome]} <span className="tabular">{number(standing[outcome])}</span>
                        {outcome === "fail" && standing.muted > 0 && (
                            <span className="text-ink-3 tabular font-normal">
                                {" "}
                                · {number(standing.muted)} of them muted
                            </span>
                        )}
                    </h5>
                    <FewResources
                        workspace={workspace}
                        standing={standing}
                        outcome={outcome}
                        account={account}
                        variants={variants}
                        limit={limit}
                    />
                </section>
            ))}
            {shown.length === 0 && unseen === null && (
                <p className="text-ink-2 text-sm">There is nothing here that the check is about.</p>
            )}
            {unseen !== null && <p className="text-unknown text-xs">{say(unseen)}.</p>}
        </div>
    );
}

function FewResources({
    workspace,
    standing,
    outcome,
    account,
    variants,
    limit,
}: Required<Props> & { outcome: Outcome }) {
    const { check } = standing;
    const query = useQuery(firstResourcesQuery(workspace, { check, outcome, account, variants, limit }));
    const accounts = useQuery(accountsQuery(workspace)).data?.items;
    const count = standing[outcome];
    return (
        <QueryView query={query} what={WHAT[outcome]} loading={<Skeleton className="h-9 w-full" />}>
            {({ items, more }) => (
                <>
                    <ul className="border-line divide-line bg-surface divide-y rounded-md border">
                        {items.map((row) => (
                            <li
                                key={`${row.account} ${row.variant ?? ""} ${row.kind} ${row.region} ${row.resource}`}
                                className="break-inside-avoid px-3 py-1.5 text-sm"
                            >
                                <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                                    <BareLink
                                        to={resourceTo(workspace, row, accounts)}
                                        className="min-w-0 rounded-sm font-medium break-all hover:underline"
                                    >
                                        {isPlace(row, accounts)
                                            ? row.resource === row.region
                                                ? "The whole region"
                                                : "The whole account"
                                            : nameOf(row)}
                                    </BareLink>
                                    <span className="text-ink-3 text-xs">
                                        {accountOf(row.account, accounts)} · {regionOf(row.region)}
                                    </span>
                                </div>
                                <Words row={row} />
                            </li>
                        ))}
                        {items.length === 0 && (
                            <li className="text-ink-2 px-3 py-1.5 text-sm">
                                Counted, but not named. The next generation may name{" "}
                                {count === 1 ? "it" : "them"}.
                            </li>
                        )}
                    </ul>
                    {more && (
                        <p className="mt-1 text-xs">
                            <Link data-no-print to={paths.check(workspace, check, { outcome, account })}>
                                See all {number(count)}
                            </Link>
                            <span className="hidden print:inline">
                                {items.length < count
                                    ? `And ${number(count - items.length)} more.`
                                    : "And more."}
                            </span>
                        </p>
                    )}
                </>
            )}
        </QueryView>
    );
}

/** What is said of it; of one that passes, nothing has to be. */
function Words({ row }: { row: CheckResource }) {
    const text = row.outcome === "unknown" ? (row.unknown_because ?? row.message) : row.message;
    if (row.outcome === "pass" || text == null) return null;
    return (
        <p className="text-ink-2 text-xs break-words">
            {row.muted && (
                <>
                    <Badge>Muted</Badge>{" "}
                </>
            )}
            {say(text)}
        </p>
    );
}
