/** Inside the drawer: what is done with a transaction, its form, how far the bank agrees, and its history. */
import { CalendarSync, ListFilter, RotateCcw, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import type {
    LedgerAccount,
    PostingState,
    Transaction,
    TransactionBody,
    TransactionHistory,
} from "~/api/books";
import { needs } from "~/lib/roles";
import { useWorkspace } from "~/app/current";
import { useShortcuts } from "~/app/shortcuts";
import { money } from "~/lib/currencies";
import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Fact, Facts } from "~/ui/facts";
import { ButtonLink } from "~/ui/link";
import { Section } from "~/ui/section";
import { Select } from "~/ui/select";
import { Time } from "~/ui/time";

import { holdsMoney } from "./account-tree";
import { dayWords, plusDays, today } from "./days";
import { differences, stepsOf } from "./history";
import { adjustmentOf, type Edited, editedOf } from "./split-body";
import type { Adjusting } from "./transaction-drawer";
import { STATE_WORDS } from "./transaction-columns";
import { TransactionForm } from "./transaction-form";
import { TransactionReceipts } from "./transaction-receipts";
import { bodyOf, simpleOf } from "./transaction-words";
import { type Transactions, useActors } from "./use-transactions";

interface Props {
    workspace: string;
    history: TransactionHistory;
    list: readonly LedgerAccount[];
    accounts: ReadonlyMap<number, LedgerAccount>;
    currency: string;
    doing: Transactions;
    reason: string | undefined;
    onClose: () => void;
    onAdjust: (adjusting: Adjusting) => void;
}

const same = (a: Transaction, b: Transaction): boolean =>
    a.deleted === b.deleted && JSON.stringify(bodyOf(a)) === JSON.stringify(bodyOf(b));

export function TransactionBodyView(props: Props) {
    const { workspace, history, list, accounts, currency, doing, reason, onClose, onAdjust } = props;
    const { now } = history;
    const actor = useActors(workspace);
    const [seen, setSeen] = useState<{ transaction: Transaction; edited: Edited }>(() => ({
        transaction: now,
        edited: editedOf(bodyOf(now)),
    }));
    const dirty = useRef(false);
    const [refused, setRefused] = useState<TransactionBody | null>(null);
    const take = (transaction: Transaction): void => {
        dirty.current = false;
        setSeen({ transaction, edited: editedOf(bodyOf(transaction)) });
    };
    const changed = !same(seen.transaction, now);
    // What somebody else has written takes the place of what nobody has touched; marks change only the version.
    useEffect(() => {
        if (changed && !dirty.current) take(now);
        else if (!changed && seen.transaction.version !== now.version)
            setSeen((before) => ({ ...before, transaction: now }));
    }, [changed, now, seen.transaction.version]);

    const { closedUntil } = doing;
    const closed = closedUntil !== null && now.date <= closedUntil;
    const steps = stepsOf(history.history, accounts);
    const later = closedUntil === null || today() > closedUntil ? today() : plusDays(closedUntil, 1);
    const adjust = (meant: TransactionBody | null): void => {
        const body = adjustmentOf(bodyOf(now), meant, now.no, later);
        if (body === undefined) return;
        onAdjust({ body, of: now.no });
    };
    const undo = async (): Promise<void> => {
        await doing.undo(now);
    };
    const remove = async (): Promise<void> => {
        if (closed) adjust(null);
        else if (await doing.remove(now)) onClose();
    };
    useShortcuts([
        {
            keys: "#",
            label: "Delete the transaction",
            group: "Books",
            run: () => void remove(),
            above: true,
            onlyWhen: () => reason === undefined && !now.deleted,
        },
        {
            keys: "u",
            label: "Take its last change back",
            group: "Books",
            run: () => void undo(),
            above: true,
            onlyWhen: () => reason === undefined,
        },
    ]);
    const [newest] = steps;
    const overtaken = changed && (
        <Alert
            tone="warn"
            action={
                <span className="flex gap-2">
                    <Button size="sm" onClick={() => setSeen((before) => ({ ...before, transaction: now }))}>
                        Keep mine
                    </Button>
                    <Button size="sm" onClick={() => take(now)}>
                        Take theirs
                    </Button>
                </span>
            }
        >
            {newest === undefined ? "Somebody" : actor(newest.actor)} was faster: it was{" "}
            {newest?.what ?? "changed"}. What you typed is still here.
            {differences(seen.transaction, now, accounts).map((line) => (
                <span key={line} className="block text-xs">
                    {line}
                </span>
            ))}
        </Alert>
    );
    return (
        <div className="flex flex-col gap-6">
            <div className="flex flex-wrap items-center gap-2">
                {now.deleted && <Badge tone="bad">Deleted</Badge>}
                {closed && <Badge tone="warn">Closed period</Badge>}
                {now.source != null && <Badge>{SOURCE[now.source.kind]}</Badge>}
                <span className="ml-auto flex flex-wrap gap-2">
                    <Button
                        size="sm"
                        icon={<RotateCcw aria-hidden size={13} />}
                        disabledReason={reason}
                        onClick={() => void undo()}
                    >
                        {now.deleted ? "Bring it back" : "Undo the last change"}
                    </Button>
                    {!now.deleted && (
                        <Button
                            size="sm"
                            kind="danger"
                            icon={<Trash2 aria-hidden size={13} />}
                            disabledReason={reason}
                            onClick={() => void remove()}
                        >
                            {closed ? "Take it back later…" : "Delete"}
                        </Button>
                    )}
                </span>
            </div>
            {closed && (
                <Alert tone="info">
                    The books are closed up to {dayWords(closedUntil)}. What you change here is posted as an
                    adjustment on {dayWords(later)}.
                </Alert>
            )}
            {overtaken}
            {now.deleted || reason !== undefined ? (
                <Said transaction={now} accounts={accounts} reason={now.deleted ? undefined : reason} />
            ) : (
                <TransactionForm
                    key={seen.edited.lines.map(({ key }) => key).join()}
                    workspace={workspace}
                    list={list}
                    accounts={accounts}
                    currency={currency}
                    initial={seen.edited}
                    exchange={seen.transaction.exchange}
                    dirty={dirty}
                    label="The transaction"
                    saveLabel={closed ? "Go on to the adjustment" : "Save"}
                    above={
                        refused !== null && closedUntil !== null ? (
                            <Alert
                                tone="warn"
                                action={
                                    <Button size="sm" onClick={() => adjust(refused)}>
                                        Post an adjustment on {dayWords(later)}
                                    </Button>
                                }
                            >
                                The books are closed up to {dayWords(closedUntil)}: nothing was changed.
                            </Alert>
                        ) : undefined
                    }
                    save={async (body) => {
                        setRefused(null);
                        if (closed) {
                            adjust(body);
                            return;
                        }
                        take(await doing.edit(seen.transaction, body));
                    }}
                    onRefused={(problem, meant) => {
                        const shut = closedUntil !== null && (meant.date <= closedUntil || closed);
                        if (!shut || problem.status !== 409) return false;
                        setRefused(meant);
                        return true;
                    }}
                />
            )}
            {!now.deleted && (
                <TransactionReceipts workspace={workspace} transaction={now.no} receipts={history.receipts} />
            )}
            {!now.deleted && <MakeOfIt workspace={workspace} transaction={now} accounts={accounts} />}
            {!now.deleted && <BankStates {...props} transaction={now} />}
            <Section title="History" about="Nothing is ever overwritten.">
                <ol className="border-line flex flex-col gap-3 border-l pl-4 text-sm">
                    {steps.map((step) => (
                        <li key={step.no}>
                            <p>
                                <span className="font-medium first-letter:uppercase">{step.what}</span>{" "}
                                <span className="text-ink-3">
                                    by {actor(step.actor)}, <Time at={step.at} />
                                </span>
                            </p>
                            {step.changes.map((line) => (
                                <p key={line} className="text-ink-2 text-xs">
                                    {line}
                                </p>
                            ))}
                        </li>
                    ))}
                </ol>
            </Section>
        </div>
    );
}

const SOURCE = {
    import: "From a bank’s file",
    recurring: "Recurring",
    receipt: "From a receipt",
    adjustment: "Adjustment",
} as const;

/** As text: for what is deleted, and for whoever may only read. */
function Said({
    transaction,
    accounts,
    reason,
}: {
    transaction: Transaction;
    accounts: ReadonlyMap<number, LedgerAccount>;
    reason: string | undefined;
}) {
    const { date, payee, note, tags, exchange, postings } = transaction;
    return (
        <div className="flex flex-col gap-4">
            {reason !== undefined && <Alert tone="info">{reason}</Alert>}
            <Facts>
                <Fact name="Day">{dayWords(date)}</Fact>
                <Fact name="Payee">{payee === "" ? <span className="text-ink-3">none</span> : payee}</Fact>
                {note !== "" && <Fact name="Note">{note}</Fact>}
                {tags.length > 0 && <Fact name="Tags">{tags.join(", ")}</Fact>}
                {exchange != null && (
                    <Fact name="Rate">
                        1 {exchange.from} is {exchange.rate} {exchange.to}, {exchange.source},{" "}
                        {dayWords(exchange.date)}
                    </Fact>
                )}
            </Facts>
            <ul aria-label="Lines" className="border-line divide-line divide-y rounded-lg border text-sm">
                {postings.map((posting, index) => (
                    <li key={index} className="flex justify-between gap-4 px-3 py-2">
                        <span className="min-w-0">
                            {accounts.get(posting.account)?.full_name ?? `Account ${posting.account}`}
                            {posting.memo !== "" && (
                                <span className="text-ink-3 block text-xs">{posting.memo}</span>
                            )}
                        </span>
                        <span className="tabular whitespace-nowrap">
                            {money(posting.amount, posting.currency)}
                        </span>
                    </li>
                ))}
            </ul>
        </div>
    );
}

/** What else can be made of it: something that comes again, or a rule for what is like it. */
function MakeOfIt(props: {
    workspace: string;
    transaction: Transaction;
    accounts: ReadonlyMap<number, LedgerAccount>;
}) {
    const { workspace, transaction, accounts } = props;
    const { no, payee, note, exchange } = transaction;
    const simple = simpleOf(transaction, accounts);
    return (
        <p className="flex flex-wrap gap-2">
            {exchange == null && (
                <ButtonLink
                    size="sm"
                    icon={<CalendarSync aria-hidden size={13} />}
                    to={paths.recurring(workspace, { new: true, from: no })}
                >
                    Make it recurring
                </ButtonLink>
            )}
            {(payee !== "" || note !== "") && (
                <ButtonLink
                    size="sm"
                    icon={<ListFilter aria-hidden size={13} />}
                    to={paths.rules(workspace, {
                        new: true,
                        ...(payee === "" ? { words: note.slice(0, 200) } : { payee }),
                        ...(simple === undefined ? {} : { category: simple.other }),
                    })}
                >
                    Make a rule from it
                </ButtonLink>
            )}
        </p>
    );
}

/** How far each account that holds money was compared with its bank. */
function BankStates({ transaction, accounts, doing }: Props & { transaction: Transaction }) {
    const role = useWorkspace()?.role;
    const reason = needs(role, "analyst", "mark transactions");
    const own = transaction.postings.filter(({ account }) =>
        holdsMoney(accounts.get(account)?.kind ?? "equity"),
    );
    const states = [...new Map(own.map((posting) => [posting.account, posting.state ?? "uncleared"]))];
    if (states.length === 0) return null;
    const mark = async (account: number, before: PostingState, state: PostingState): Promise<void> => {
        try {
            await doing.marked(
                [{ transaction: transaction.no, account, before }],
                state,
                `${STATE_WORDS[state].label}.`,
            );
        } catch (error) {
            doing.bad(error);
        }
    };
    return (
        <Section title="Compared with the bank">
            <ul className="flex flex-col gap-2">
                {states.map(([account, state]) => (
                    <li key={account} className="flex items-center justify-between gap-4 text-sm">
                        <span className="min-w-0 truncate">{accounts.get(account)?.full_name}</span>
                        {reason === undefined ? (
                            <Select
                                label={`State on ${accounts.get(account)?.full_name ?? ""}`}
                                name={`state-${account}`}
                                hideLabel
                                className="w-36"
                                value={state}
                                onChange={(next) => void mark(account, state, next)}
                                choices={(["uncleared", "cleared", "reconciled"] as const).map((value) => ({
                                    value,
                                    label: STATE_WORDS[value].label,
                                }))}
                            />
                        ) : (
                            <span className="text-ink-2">{STATE_WORDS[state].label}</span>
                        )}
                    </li>
                ))}
            </ul>
        </Section>
    );
}
