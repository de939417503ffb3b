/** How a budget stands: what was spent of what, where its thresholds are, and how it will end. Never by colour alone. */
import type { ReactNode } from "react";

import type { LedgerAccount } from "~/api/books";
import type { Budget, BudgetStatus } from "~/api/definitions";
import { cx } from "~/lib/cx";
import { paths } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import { Link } from "~/ui/link";
import { UnknownBadge } from "~/ui/unknown-badge";

import {
    barOf,
    EVERY_WORDS,
    isIncome,
    LEVEL_TONES,
    LEVEL_WORDS,
    type Level,
    levelOf,
    minorWords,
    periodWords,
} from "./budget-words";

export const BudgetBadge = ({ level }: { level: Level }) => (
    <Badge tone={LEVEL_TONES[level]}>{LEVEL_WORDS[level]}</Badge>
);

const FILL = {
    over: "bg-critical-fill",
    near: "bg-medium-fill",
    ahead: "bg-accent",
    well: "bg-accent",
    unknown: "bg-accent",
    none: "bg-accent",
};

/** Spent of available in percent, from the exact thousandths. */
export const percentWords = ({ spent_per_mille }: BudgetStatus): string =>
    spent_per_mille === null ? "nothing is available" : `${Math.floor(spent_per_mille / 10)} %`;

export function BudgetBar({ budget, name }: { budget: Budget; name: string }) {
    const { status } = budget.now;
    if (status === null) return null;
    const bar = barOf(budget.body, status);
    const level = levelOf(budget);
    return (
        <div
            role="meter"
            aria-label={`${name}: spent`}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.max(0, Math.min(100, Math.floor((status.spent_per_mille ?? 1000) / 10)))}
            aria-valuetext={`${minorWords(status.spent)} of ${minorWords(status.available)}, ${percentWords(status)}`}
            className="relative h-3"
        >
            <div className="bg-sunken absolute inset-x-0 top-0.5 h-2 overflow-hidden rounded-sm">
                {bar.forecast === null ? (
                    <span className="hatch absolute inset-y-0 right-0" style={{ left: `${bar.spent}%` }} />
                ) : (
                    <span
                        className="bg-line-strong absolute inset-y-0 left-0 opacity-60"
                        style={{ width: `${bar.forecast}%` }}
                    />
                )}
                <span
                    className={cx("absolute inset-y-0 left-0", FILL[level])}
                    style={{ width: `${bar.spent}%` }}
                />
            </div>
            {bar.thresholds.map(({ percent, at, crossed }) => (
                <span
                    key={percent}
                    title={`${percent} %${crossed ? ", reached" : ""}`}
                    className={cx(
                        "absolute inset-y-0 w-0.5 -translate-x-1/2 rounded-full",
                        crossed ? "bg-ink" : "bg-ink-3",
                    )}
                    style={{ left: `${at}%` }}
                />
            ))}
        </div>
    );
}

interface Props {
    workspace: string;
    budget: Budget;
    accounts: ReadonlyMap<number, LedgerAccount>;
    actions?: ReactNode;
    /** Only what one must see at a glance. */
    brief?: boolean;
}

export function BudgetCard({ workspace, budget, accounts, actions, brief = false }: Props) {
    const { body, now } = budget;
    const account = accounts.get(body.category);
    const name = account?.full_name ?? `Account ${body.category}`;
    const { status } = now;
    return (
        <article aria-label={name} className="flex flex-col gap-2 px-4 py-3 text-sm">
            <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <Link
                    to={
                        brief
                            ? paths.budgets(workspace)
                            : paths.transactions(workspace, {
                                  account: body.category,
                                  ...(status === null
                                      ? {}
                                      : { from: status.period.from, to: status.period.until }),
                              })
                    }
                    className="min-w-0 truncate font-medium"
                >
                    {name}
                </Link>
                <BudgetBadge level={levelOf(budget)} />
                <span className="text-ink-3 text-xs">
                    {minorWords(body.amount)} a {EVERY_WORDS[body.every.kind]}
                    {status !== null && ` · ${periodWords(status)}`}
                </span>
                {actions !== undefined && <span className="ml-auto flex gap-0.5">{actions}</span>}
            </div>
            {status === null ? (
                <p className="text-ink-3">It has no period today.</p>
            ) : (
                <>
                    <BudgetBar budget={budget} name={name} />
                    <Sums budget={budget} status={status} account={account} brief={brief} />
                </>
            )}
        </article>
    );
}

function Sums(props: {
    budget: Budget;
    status: BudgetStatus;
    account: LedgerAccount | undefined;
    brief: boolean;
}) {
    const { budget, status, account, brief } = props;
    const { spent, available, left, forecast, carried, missing, missing_before } = status;
    const verb = isIncome(account) ? "came in" : "spent";
    const over = left.minor < 0;
    const missed = [...new Set([...missing, ...missing_before].map(({ currency }) => currency))];
    return (
        <>
            <p className="flex flex-wrap justify-between gap-x-4 gap-y-0.5">
                <span>
                    <span className="tabular font-medium">{minorWords(spent)}</span>{" "}
                    <span className="text-ink-2">
                        {verb} of {minorWords(available)} ({percentWords(status)})
                    </span>
                </span>
                <span className={over ? "text-critical" : "text-ink-2"}>
                    {over
                        ? `${minorWords({ ...left, minor: -left.minor })} over`
                        : `${minorWords(left)} left`}
                </span>
            </p>
            {!brief && (
                <p className="text-ink-2 flex flex-wrap gap-x-4 gap-y-0.5 text-xs">
                    <span>
                        At the end of the period:{" "}
                        {forecast === null ? (
                            <UnknownBadge because={`a rate is missing for ${missed.join(", ")}`} />
                        ) : (
                            <span className="tabular">
                                {minorWords(forecast)}
                                {status.on_track === false &&
                                    forecast.minor > available.minor &&
                                    `, ${minorWords({ ...forecast, minor: forecast.minor - available.minor })} over`}
                            </span>
                        )}
                    </span>
                    {carried.minor !== 0 && <span>came over: {minorWords(carried)}</span>}
                    <span>
                        thresholds:{" "}
                        {budget.body.thresholds_percent
                            .map(
                                (percent) =>
                                    `${percent} %${status.crossed.some((one) => one.percent === percent && one.still) ? " reached" : ""}`,
                            )
                            .join(", ")}
                    </span>
                </p>
            )}
            {missed.length > 0 && (
                <p className="text-ink-2 text-xs">
                    Not counted for want of a rate:{" "}
                    {[...missing, ...missing_before].map(minorWords).join(", ")}.
                </p>
            )}
        </>
    );
}
