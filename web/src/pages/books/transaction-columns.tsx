/** The columns of the register. Simple transactions are changed in their row; all others in the drawer. */
import { CheckCheck, ChevronRight, Circle, CircleCheck, Split } from "lucide-react";

import type { LedgerAccount, Transaction } from "~/api/books";
import { digitsOf } from "~/lib/currencies";
import { isZero, readTyped } from "~/lib/decimal";
import { paths } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import type { DataColumn } from "~/ui/data-table";
import { Input } from "~/ui/input";
import { BareLink } from "~/ui/link";
import { Tooltip } from "~/ui/tooltip";

import { choicesOf, forPeople, sums } from "./account-tree";
import { AmountInput } from "./amount-input";
import { Amounts } from "./amounts";
import { isDay, type RegisterSearch } from "./books-search";
import { CellEdit } from "./cell-edit";
import { DayInput } from "./day-input";
import { shortDay } from "./days";
import { Suggest } from "./suggest";
import {
    bodyOf,
    changedSimple,
    effectOf,
    movesOnly,
    sidesOf,
    type Simple,
    simpleOf,
    stateOf,
    titleOf,
} from "./transaction-words";
import type { Transactions } from "./use-transactions";

interface Options {
    workspace: string;
    search: RegisterSearch;
    accounts: ReadonlyMap<number, LedgerAccount>;
    list: readonly LedgerAccount[];
    /** The accounts that the register is seen from: one and its parts, or none. */
    seenFrom: ReadonlySet<number>;
    currency: string;
    doing: Transactions;
    /** Whether rows can be changed where they stand. */
    editable: boolean;
    /** Whether the rows have balances. */
    balances: boolean;
}

export function transactionColumns(options: Options): DataColumn<Transaction>[] {
    const { workspace, search, accounts, list, seenFrom, currency, doing, balances } = options;
    const { closedUntil } = doing;
    const editable = (one: Transaction): boolean =>
        options.editable && !one.deleted && (closedUntil === null || one.date > closedUntil);
    const named = (one: Transaction): string => `${titleOf(one, accounts)}, ${shortDay(one.date)}`;
    const to = (one: Transaction): string => paths.transactions(workspace, { ...search, open: one.no });
    const [seen] = [...seenFrom];
    const seenKind = seen === undefined ? undefined : accounts.get(seen)?.kind;
    const saveSimple = (one: Transaction, simple: Simple, change: Partial<Simple>): Promise<unknown> =>
        doing.edit(one, changedSimple(one, simple, change));

    const date: DataColumn<Transaction> = {
        id: "date",
        header: "Day",
        width: "5.5rem",
        cell: (one) => {
            const shown = <span className="tabular">{shortDay(one.date)}</span>;
            if (!editable(one)) return shown;
            return (
                <CellEdit
                    label={`day of ${named(one)}`}
                    shown={shown}
                    value={one.date}
                    check={(next) => (isDay(next) ? undefined : "Enter a day")}
                    save={(next) => doing.edit(one, { ...bodyOf(one), date: next })}
                    field={(field) => <DayInput label="Day" hint="+ and − move it" {...field} />}
                />
            );
        },
    };
    const payee: DataColumn<Transaction> = {
        id: "payee",
        header: "Payee",
        main: true,
        cell: (one) => {
            const title = titleOf(one, accounts);
            const shown = (
                <span className={one.payee === "" ? "text-ink-2" : "font-medium"}>
                    {title}
                    {one.note !== "" && one.note !== title && (
                        <span className="text-ink-3 font-normal"> · {one.note}</span>
                    )}
                </span>
            );
            const tags = one.tags.map((tag) => (
                <span key={tag} className="ml-1.5 inline-flex align-middle">
                    <Badge>{tag}</Badge>
                </span>
            ));
            if (!editable(one))
                return (
                    <>
                        <BareLink to={to(one)} className="hover:underline">
                            {shown}
                        </BareLink>
                        {tags}
                    </>
                );
            return (
                <>
                    <CellEdit
                        label={`payee of ${named(one)}`}
                        shown={shown}
                        value={one.payee}
                        save={(next) => doing.edit(one, { ...bodyOf(one), payee: next.trim() })}
                        field={(field) => (
                            <Input label="Payee" maxLength={200} autoComplete="off" {...field} />
                        )}
                    />
                    {tags}
                </>
            );
        },
    };
    const category: DataColumn<Transaction> = {
        id: "category",
        header: seenKind === undefined ? "Category" : "Other side",
        width: "13rem",
        cell: (one) => {
            const { text, split } = sidesOf(one, accounts, seenFrom);
            const simple = simpleOf(one, accounts);
            const shown = (
                <span className="text-ink-2">
                    {split && <Split aria-label="Split:" size={12} className="text-ink-3 mr-1.5 inline" />}
                    {text}
                </span>
            );
            // Seen from its category, the other side is the account: that is changed in the drawer.
            const flipped =
                simple !== undefined && seenFrom.has(simple.other) && !seenFrom.has(simple.account);
            if (!editable(one) || simple === undefined || flipped) return shown;
            const kinds =
                simple.mode === "transfer"
                    ? (["asset", "liability", "equity"] as const)
                    : ([simple.mode === "income" ? "income" : "expense"] as const);
            return (
                <CellEdit
                    label={`${simple.mode === "transfer" ? "other account" : "category"} of ${named(one)}`}
                    shown={shown}
                    value={String(simple.other)}
                    save={(next) => saveSimple(one, simple, { other: Number(next) })}
                    field={(field, submit) => (
                        <Suggest
                            label={simple.mode === "transfer" ? "To" : "Category"}
                            suggestions={choicesOf(list, kinds, one.date)}
                            {...field}
                            onTake={({ value }) => submit(value)}
                        />
                    )}
                />
            );
        },
    };
    const account: DataColumn<Transaction> = {
        id: "account",
        header: "Account",
        width: "9rem",
        from: "lg",
        notOnCard: true,
        cell: (one) => {
            const simple = simpleOf(one, accounts);
            if (simple === undefined || simple.mode === "transfer")
                return <span className="text-ink-3">–</span>;
            return <span className="text-ink-2">{accounts.get(simple.account)?.full_name}</span>;
        },
    };
    const state: DataColumn<Transaction> = {
        id: "state",
        header: "Bank",
        width: "4.25rem",
        from: "md",
        cell: (one) => <StateMark state={stateOf(one, accounts, seenFrom)} />,
    };
    const amount: DataColumn<Transaction> = {
        id: "amount",
        header: "Amount",
        width: "8rem",
        align: "end",
        cell: (one) => {
            const simple = simpleOf(one, accounts);
            const shown = (
                <Amounts
                    amounts={effectOf(one, accounts, seenFrom)}
                    currency={currency}
                    plus={seenFrom.size > 0 || !movesOnly(one, accounts)}
                />
            );
            if (!editable(one) || simple === undefined) return shown;
            return (
                <CellEdit
                    label={`amount of ${named(one)}`}
                    align="end"
                    shown={shown}
                    value={simple.amount.amount}
                    check={(next) => {
                        const typed = readTyped(next, digitsOf(simple.amount.currency));
                        if ("fault" in typed) return typed.fault;
                        return isZero(typed.amount) ? "Enter an amount" : undefined;
                    }}
                    save={(next) => {
                        const typed = readTyped(next, digitsOf(simple.amount.currency));
                        const exact = "amount" in typed ? typed.amount : simple.amount.amount;
                        return saveSimple(one, simple, {
                            amount: { amount: exact, currency: simple.amount.currency },
                        });
                    }}
                    field={(field) => (
                        <AmountInput label="Amount" currency={simple.amount.currency} {...field} />
                    )}
                />
            );
        },
    };
    const balance: DataColumn<Transaction> = {
        id: "balance",
        header: "Balance",
        width: "8rem",
        align: "end",
        cell: (one) =>
            one.balance == null || seenKind === undefined ? (
                <span className="text-ink-3">–</span>
            ) : (
                <Amounts amounts={sums(forPeople(one.balance, seenKind), currency)} currency={currency} />
            ),
    };
    const open: DataColumn<Transaction> = {
        id: "open",
        header: "Open",
        width: "3.5rem",
        notOnCard: true,
        cell: (one) => (
            <BareLink
                to={to(one)}
                aria-label={`Open ${named(one)}`}
                className="text-ink-3 hover:text-ink grid size-7 place-items-center rounded"
            >
                <ChevronRight aria-hidden size={15} />
            </BareLink>
        ),
    };
    return [
        date,
        payee,
        category,
        ...(seenFrom.size === 0 ? [account] : []),
        state,
        amount,
        ...(balances ? [balance] : []),
        ...(options.editable ? [open] : []),
    ];
}

export const STATE_WORDS = {
    uncleared: { label: "Uncleared", about: "Not yet compared with the bank", icon: Circle },
    cleared: { label: "Cleared", about: "The bank has it", icon: CircleCheck },
    reconciled: { label: "Reconciled", about: "Part of a statement that agrees", icon: CheckCheck },
} as const;

function StateMark({ state }: { state: keyof typeof STATE_WORDS | undefined }) {
    if (state === undefined) return <span className="text-ink-3">–</span>;
    const { label, about, icon: Icon } = STATE_WORDS[state];
    return (
        <Tooltip text={`${label}: ${about.charAt(0).toLowerCase()}${about.slice(1)}`}>
            <span className={state === "uncleared" ? "text-ink-3" : "text-good"}>
                <Icon aria-hidden size={15} className="inline" />
                <span className="sr-only phone:not-sr-only phone:ml-1.5">{label}</span>
            </span>
        </Tooltip>
    );
}
