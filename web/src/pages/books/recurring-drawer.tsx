/** One recurring transaction beside the list: its days, what is left out, pausing, and its form. Or a new one. */
import { useQuery } from "@tanstack/react-query";
import { CirclePause, CirclePlay, Trash2 } from "lucide-react";
import { useState } from "react";

import { type LedgerAccount, transactionQuery } from "~/api/books";
import type { Recurring, RecurringBody } from "~/api/definitions";
import { useShortcuts } from "~/app/shortcuts";
import { plural, sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Drawer } from "~/ui/drawer";
import { Fact, Facts } from "~/ui/facts";
import { Link } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";

import { Amounts } from "./amounts";
import { dayWords, nextMonth, today } from "./days";
import { OvertakenAlert, useOvertaken } from "./overtaken";
import { RecurringForm } from "./recurring-form";
import { goingOn, notSkipping, pausing, recurringState, saidOf, skipping } from "./recurring-words";
import { RecurringStateBadge } from "./recurring-columns";
import { monthlyFrom } from "./schedule-rule";
import { chosenOfBody, chosenOfRecurring, emptyRecurring } from "./template-body";
import { bodyOf } from "./transaction-words";
import type { useDefining } from "./use-definitions";

interface Props {
    workspace: string;
    /** Which one is open; undefined: none. */
    one: Recurring | undefined;
    /** A new one is being made, */
    making: boolean;
    /** after this transaction. */
    from: number | undefined;
    list: readonly LedgerAccount[];
    accounts: ReadonlyMap<number, LedgerAccount>;
    currency: string;
    doing: ReturnType<typeof useDefining<"recurring">>;
    /** Why nothing can be changed. */
    reason: string | undefined;
    onClose: () => void;
}

export function RecurringDrawer(props: Props) {
    const { one, making, from, accounts, reason, onClose } = props;
    return (
        <Drawer
            open={one !== undefined || making}
            onOpenChange={(open) => {
                if (!open) onClose();
            }}
            title={making ? "What comes again" : one === undefined ? "" : saidOf(one, accounts).title}
        >
            {making ? (
                reason !== undefined ? (
                    <Alert tone="info">{reason}</Alert>
                ) : from === undefined ? (
                    <Made {...props} />
                ) : (
                    <FromTransaction {...props} from={from} />
                )
            ) : (
                one !== undefined && <One key={one.id} {...props} one={one} />
            )}
        </Drawer>
    );
}

function Made(props: Props & { initial?: ReturnType<typeof emptyRecurring> }) {
    const { doing, onClose } = props;
    const [initial] = useState(() => props.initial ?? emptyRecurring(today()));
    return (
        <RecurringForm
            {...props}
            initial={initial}
            label="Make it recurring"
            saveLabel="Save what comes again"
            save={async (body) => {
                await doing.add(body, "It comes again from now on.");
                onClose();
            }}
        />
    );
}

/** The next time is a month after the one that is there. */
function FromTransaction(props: Props & { from: number }) {
    const { workspace, from, list } = props;
    const query = useQuery(transactionQuery(workspace, from));
    return (
        <QueryView query={query} what="The transaction">
            {({ now }) => {
                if (now.exchange != null)
                    return (
                        <Alert tone="info">
                            This is an exchange at a rate of its day. A rate does not come again.
                        </Alert>
                    );
                const body = bodyOf(now);
                const schedule = { ...monthlyFrom(now.date), start: nextMonth(now.date) };
                return <Made {...props} initial={chosenOfBody(body, schedule, list)} />;
            }}
        </QueryView>
    );
}

function One(props: Props & { one: Recurring }) {
    const { workspace, one, list, accounts, currency, doing, reason, onClose } = props;
    const { body, now } = one;
    const said = saidOf(one, accounts);
    const [busy, setBusy] = useState<string | null>(null);
    const { overtaken, seen } = useOvertaken(one.version);
    const apply = async (what: string, next: RecurringBody, words: string): Promise<void> => {
        setBusy(what);
        try {
            seen((await doing.change(one, next, words)).version);
        } catch (error) {
            doing.bad(error);
        } finally {
            setBusy(null);
        }
    };
    const pause = (): void =>
        void (now.paused
            ? apply("pause", goingOn(body, today()), "It goes on from today.")
            : apply("pause", pausing(body, today()), "Paused. Nothing is posted until it goes on."));
    const remove = async (): Promise<void> => {
        if (await doing.remove(one, "Removed. What it posted stays.")) onClose();
    };
    const may = (): boolean => reason === undefined;
    useShortcuts([
        { keys: "p", label: "Pause or go on", group: "Books", run: pause, above: true, onlyWhen: may },
        {
            keys: "#",
            label: "Remove it",
            group: "Books",
            run: () => void remove(),
            above: true,
            onlyWhen: may,
        },
    ]);
    const state = recurringState(one);
    const coming = (body.skipped ?? []).filter((day) => day >= today());
    return (
        <div className="flex flex-col gap-6">
            <div className="flex flex-wrap items-center gap-2">
                <RecurringStateBadge state={state} />
                {(body.skipped?.length ?? 0) > 0 && (
                    <Badge>{plural(body.skipped?.length ?? 0, "day")} left out</Badge>
                )}
                <span className="ml-auto flex flex-wrap gap-2">
                    <Button
                        size="sm"
                        icon={
                            now.paused ? (
                                <CirclePlay aria-hidden size={13} />
                            ) : (
                                <CirclePause aria-hidden size={13} />
                            )
                        }
                        loading={busy === "pause"}
                        disabledReason={reason}
                        onClick={pause}
                    >
                        {now.paused ? "Go on" : "Pause"}
                    </Button>
                    <Button
                        size="sm"
                        kind="danger"
                        icon={<Trash2 aria-hidden size={13} />}
                        disabledReason={reason}
                        onClick={() => void remove()}
                    >
                        Remove
                    </Button>
                </span>
            </div>
            {now.waiting.length > 0 && (
                <Alert tone="warn">
                    {plural(now.waiting.length, "day")} could not be posted:{" "}
                    {now.waiting
                        .slice(0, 3)
                        .map(({ date }) => dayWords(date))
                        .join(", ")}
                    {now.waiting.length > 3 ? " …" : ""}.{" "}
                    {now.refusal === null
                        ? "It is tried again at the next look."
                        : `${sentence(now.refusal)}.`}{" "}
                    <Link to={paths.booksCheck(workspace)}>Check and closing</Link>
                </Alert>
            )}
            <Facts>
                <Fact name="When">
                    <span className="inline-block first-letter:uppercase">{now.words}</span>
                    <span className="text-ink-3 block font-mono text-xs break-all">{body.schedule.rule}</span>
                </Fact>
                <Fact name="What">
                    <Amounts amounts={said.amounts} currency={currency} plus={said.plus} /> ·{" "}
                    {said.sides || "no category"}
                </Fact>
            </Facts>
            <Section
                title="The next days"
                {...(now.paused ? { about: "It pauses: nothing is posted until it goes on." } : {})}
            >
                {now.next.length === 0 && coming.length === 0 ? (
                    <p className="text-ink-3 text-sm">There is none.</p>
                ) : (
                    <ul
                        aria-label="The next days"
                        className="border-line divide-line divide-y rounded-lg border text-sm"
                    >
                        {now.next.map(({ date, due }) => (
                            <li key={due} className="flex items-center justify-between gap-3 px-3 py-1.5">
                                <span>
                                    {dayWords(date)}
                                    {date !== due && (
                                        <span className="text-ink-3"> in place of {dayWords(due)}</span>
                                    )}
                                </span>
                                <Button
                                    size="sm"
                                    kind="quiet"
                                    loading={busy === due}
                                    disabledReason={reason}
                                    aria-label={`Leave ${dayWords(due)} out`}
                                    onClick={() =>
                                        void apply(due, skipping(body, due), `${dayWords(due)} is left out.`)
                                    }
                                >
                                    Leave out
                                </Button>
                            </li>
                        ))}
                        {coming.map((due) => (
                            <li key={due} className="flex items-center justify-between gap-3 px-3 py-1.5">
                                <span className="text-ink-3">
                                    <s>{dayWords(due)}</s> left out
                                </span>
                                <Button
                                    size="sm"
                                    kind="quiet"
                                    loading={busy === due}
                                    disabledReason={reason}
                                    aria-label={`Take ${dayWords(due)} in again`}
                                    onClick={() =>
                                        void apply(
                                            due,
                                            notSkipping(body, due),
                                            `${dayWords(due)} is in again.`,
                                        )
                                    }
                                >
                                    Take in again
                                </Button>
                            </li>
                        ))}
                    </ul>
                )}
            </Section>
            {reason === undefined && (
                <Section title="Change it" about="What was posted before stays as it is.">
                    {overtaken && <OvertakenAlert />}
                    <RecurringForm
                        workspace={workspace}
                        list={list}
                        accounts={accounts}
                        currency={currency}
                        initial={chosenOfRecurring(body, list)}
                        before={body}
                        label="Change what comes again"
                        saveLabel="Save"
                        save={async (next) => seen((await doing.change(one, next, "Saved.")).version)}
                    />
                </Section>
            )}
        </div>
    );
}
