/** What a rule would have done in the last year, and doing it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { type LedgerAccount, type LedgerChange, transactionQuery } from "~/api/books";
import { type RuleBody, tryRuleQuery } from "~/api/definitions";
import { asProblem } from "~/api/problem";
import { number, plural, sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { Link } from "~/ui/link";

import { Amounts } from "./amounts";
import { shortDay } from "./days";
import { ruledBody } from "./rule-body";
import { usePaused } from "./use-paused";
import { useTransactions } from "./use-transactions";

const SHOWN_MAX = 8;

interface Props {
    workspace: string;
    /** undefined while it is not complete. */
    body: RuleBody | undefined;
    accounts: ReadonlyMap<number, LedgerAccount>;
    reason: string | undefined;
}

export function RuleTried({ workspace, body, accounts, reason }: Props) {
    const text = usePaused(body === undefined ? "" : JSON.stringify({ ...body, name: "tried" }));
    const tried = useQuery({
        ...tryRuleQuery(workspace, (text === "" ? {} : JSON.parse(text)) as RuleBody),
        enabled: text !== "",
        placeholderData: (before) => before,
    });
    const client = useQueryClient();
    const doing = useTransactions(workspace, accounts);
    const [busy, setBusy] = useState(false);
    const [all, setAll] = useState(false);
    const { data } = tried;
    const apply = async (): Promise<void> => {
        if (body === undefined || data === undefined) return;
        setBusy(true);
        try {
            const changes: LedgerChange[] = [];
            for (const { transaction, version } of data.changes) {
                const { now } = await client.query({
                    ...transactionQuery(workspace, transaction),
                    staleTime: 0,
                });
                changes.push({
                    do: "edit",
                    transaction,
                    version,
                    content: ruledBody(now, body, accounts),
                });
            }
            await doing.changes(changes);
            doing.say(
                `Changed: ${plural(changes.length, "transaction")}.`,
                data.changes.map(({ transaction }) => transaction),
            );
        } catch (error) {
            doing.bad(error);
        } finally {
            setBusy(false);
        }
    };
    return (
        <section
            aria-label="What it would have done"
            aria-live="polite"
            className="bg-sunken flex flex-col gap-2 rounded-md px-3 py-2.5 text-sm"
        >
            {text === "" ? (
                <p className="text-ink-3">
                    Once it is complete, this says what it would have done in the last year.
                </p>
            ) : tried.error !== null ? (
                <p className="text-critical">{sentence(asProblem(tried.error).detail)}</p>
            ) : data === undefined ? (
                <p className="text-ink-3">Trying it on the last year…</p>
            ) : (
                <>
                    <p>
                        <span className="font-medium">
                            {plural(data.held, "transaction")} of the last year{" "}
                            {data.held === 1 ? "fits" : "fit"}
                        </span>
                        , of {number(data.of)}
                        {data.cut && " (only the newest were looked at)"}.{" "}
                        {data.held > 0 &&
                            (data.would_change === 0
                                ? "All of them are as it says already."
                                : `${number(data.would_change)} would be other than now.`)}
                    </p>
                    {data.changes.length > 0 && (
                        <ul aria-label="What would change" className="divide-line divide-y">
                            {data.changes.slice(0, all ? undefined : SHOWN_MAX).map((one) => (
                                <li key={one.transaction} className="flex items-baseline gap-3 py-1">
                                    <span className="text-ink-3 tabular w-14 shrink-0 text-xs">
                                        {shortDay(one.date)}
                                    </span>
                                    <Link
                                        to={paths.transactions(workspace, { open: one.transaction })}
                                        className="min-w-0 flex-1 truncate"
                                    >
                                        {one.payee || "No payee"}
                                    </Link>
                                    <span className="text-ink-3 max-w-40 truncate text-xs">
                                        {one.category == null
                                            ? "split"
                                            : (accounts.get(one.category)?.full_name ??
                                              `account ${one.category}`)}
                                    </span>
                                    <Amounts amounts={[one]} currency={one.currency} plus />
                                </li>
                            ))}
                        </ul>
                    )}
                    {data.changes.length > 0 && (
                        <div className="flex flex-wrap items-center gap-2">
                            {!all && data.changes.length > SHOWN_MAX && (
                                <Button size="sm" kind="quiet" onClick={() => setAll(true)}>
                                    Show {data.changes.length}
                                </Button>
                            )}
                            <Button
                                size="sm"
                                loading={busy}
                                disabledReason={
                                    reason ??
                                    (data.would_change > data.changes.length
                                        ? "They are too many to be changed at once: make the rule narrower."
                                        : undefined)
                                }
                                onClick={() => void apply()}
                            >
                                Change {data.would_change === 1 ? "it" : `these ${number(data.would_change)}`}{" "}
                                now
                            </Button>
                        </div>
                    )}
                </>
            )}
        </section>
    );
}
