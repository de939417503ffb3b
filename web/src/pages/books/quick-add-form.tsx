/** The fields of quick adding: an expense, an income, or a transfer. */
import { type KeyboardEvent, useMemo, useRef, useState } from "react";

import { type LedgerAccount, type Transaction, useBooksWriting } from "~/api/books";
import { asProblem } from "~/api/problem";
import { digitsOf, money } from "~/lib/currencies";
import { rateOf, readTyped } from "~/lib/decimal";
import { sentence } from "~/lib/format";
import { Button } from "~/ui/button";
import { DialogFoot } from "~/ui/dialog";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { Segments } from "~/ui/segments";
import { toast } from "~/ui/toast";

import { byNo, choicesOf } from "./account-tree";
import { AmountInput } from "./amount-input";
import { type Mode, MODES } from "./books-search";
import { DayInput } from "./day-input";
import { dayWords, shortDay, today } from "./days";
import { usePayees } from "./payees";
import { bodyOfQuick, currenciesOf, currencyOf, type QuickAdd, unsorted } from "./quick-add-body";
import { Suggest } from "./suggest";
import { sidesOf, simpleOf, titleOf } from "./transaction-words";

const WORDS: Record<Mode, { label: string; payee: string; account: string; other: string; save: string }> = {
    expense: {
        label: "Expense",
        payee: "Paid to",
        account: "From",
        other: "Category",
        save: "Save the expense",
    },
    income: {
        label: "Income",
        payee: "Received from",
        account: "To",
        other: "Category",
        save: "Save the income",
    },
    transfer: { label: "Transfer", payee: "With", account: "From", other: "To", save: "Save the transfer" },
};
/** So many of those just added stay in sight. */
const SAVED_MAX = 3;

interface Props {
    workspace: string;
    accounts: readonly LedgerAccount[];
    currency: string;
    closedUntil: string | null;
    mode: Mode;
    onMode: (mode: Mode) => void;
    onClose: () => void;
}

export function QuickAddForm({ workspace, accounts, currency, closedUntil, mode, onMode, onClose }: Props) {
    const { post, undo } = useBooksWriting(workspace);
    const [saved, setSaved] = useState<readonly Transaction[]>([]);
    const amount = useRef<HTMLInputElement>(null);
    // What somebody chose by hand is not chosen anew for them.
    const byHand = useRef(new Set<"other" | "account">());
    const book = useMemo(() => ({ accounts, currency }), [accounts, currency]);
    const known = useMemo(() => byNo(accounts), [accounts]);
    const form = useForm<QuickAdd>({
        initial: {
            mode,
            amount: "",
            arrives: "",
            payee: "",
            other: "",
            account: "",
            date: today(),
            note: "",
            tags: "",
        },
        check: (values) => {
            const closed =
                closedUntil !== null && values.date !== "" && values.date <= closedUntil
                    ? `The books are closed up to ${dayWords(closedUntil)}: choose a later day`
                    : undefined;
            const made = bodyOfQuick(book, filled(values));
            return {
                ...("faults" in made ? made.faults : {}),
                ...(closed === undefined ? {} : { date: closed }),
            };
        },
        submit: async (values) => {
            const made = bodyOfQuick(book, filled(values));
            if ("faults" in made) return;
            const done = await post(made.body);
            setSaved((before) => [done, ...before].slice(0, SAVED_MAX));
            byHand.current.clear();
            form.set({ amount: "", arrives: "", payee: "", other: "", note: "", tags: "" });
            amount.current?.focus();
        },
    });
    const { values } = form;
    const payees = usePayees(workspace, values.payee, accounts);
    const moneyAccounts = useMemo(
        () => choicesOf(accounts, ["asset", "liability"], values.date),
        [accounts, values.date],
    );
    const others = useMemo(
        () =>
            choicesOf(
                accounts,
                mode === "transfer"
                    ? ["asset", "liability", "equity"]
                    : [mode === "income" ? "income" : "expense"],
                values.date,
            ),
        [accounts, mode, values.date],
    );
    /** Where it goes that nobody has said: from where the newest came. */
    const standard = moneyAccounts.some(({ value }) => value === payees.lastAccount)
        ? payees.lastAccount
        : moneyAccounts[0]?.value;
    function filled(now: QuickAdd): QuickAdd {
        return { ...now, mode, account: now.account === "" ? (standard ?? "") : now.account };
    }
    const now = filled(values);

    const changeMode = (next: Mode): void => {
        if (next === mode) return;
        // A category of the one is none of the other.
        byHand.current.delete("other");
        form.set({ other: "", arrives: "" });
        onMode(next);
    };
    const changePayee = (payee: string): void => {
        const before = payees.remembered(payee, mode);
        form.field("payee").onChange(payee);
        if (before === undefined) return;
        form.set({
            ...(byHand.current.has("other") ? {} : { other: before.other }),
            ...(byHand.current.has("account") ? {} : { account: before.account }),
        });
    };
    const changeByHand =
        (name: "other" | "account") =>
        (value: string): void => {
            if (value === "") byHand.current.delete(name);
            else byHand.current.add(name);
            form.field(name).onChange(value);
        };
    const onKeyDown = (event: KeyboardEvent): void => {
        const next = event.altKey
            ? MODES[Number(/^Digit([123])$/.exec(event.code)?.[1] ?? 0) - 1]
            : undefined;
        if (next === undefined) return;
        event.preventDefault();
        changeMode(next);
    };

    const words = WORDS[mode];
    const given = currencyOf(book, now.account);
    const two = currenciesOf(book, now);
    const rest = unsorted(accounts, mode);
    return (
        // The keys of the fields, not of the box.
        // eslint-disable-next-line jsx-a11y/no-static-element-interactions
        <div onKeyDown={onKeyDown} className="flex flex-col gap-4">
            <Form
                form={form}
                label="Add a transaction"
                className="order-2 grid grid-cols-2 gap-x-3 gap-y-3 *:col-span-2"
            >
                <AmountInput
                    label={two === undefined ? "Amount" : `Goes out, in ${two.from}`}
                    className="col-span-1! phone:col-span-2!"
                    placeholder="12.50 or 12+3.50"
                    currency={given}
                    inputRef={amount}
                    {...form.field("amount")}
                />
                <DayInput
                    label="Day"
                    className="col-span-1! phone:col-span-2!"
                    hint={<span className="phone:hidden">+ and − move it, t is today</span>}
                    {...form.field("date")}
                />
                {two !== undefined && (
                    <AmountInput
                        label={`Arrives, in ${two.to}`}
                        currency={two.to}
                        {...form.field("arrives")}
                        hint={rateWords(now, two)}
                    />
                )}
                <Suggest
                    label={words.payee}
                    optional
                    free
                    maxLength={200}
                    suggestions={payees.suggestions}
                    {...form.field("payee")}
                    onChange={changePayee}
                />
                <Suggest
                    label={words.other}
                    className={mode === "transfer" ? "order-1" : undefined}
                    suggestions={others}
                    placeholder={rest === undefined ? "Choose an account" : rest.name}
                    {...form.field("other")}
                    onChange={changeByHand("other")}
                />
                <Suggest
                    label={words.account}
                    suggestions={moneyAccounts}
                    {...form.field("account")}
                    value={now.account}
                    onChange={changeByHand("account")}
                />
                <Input
                    label="Note"
                    optional
                    maxLength={2000}
                    autoComplete="off"
                    className="order-2 col-span-1! phone:col-span-2!"
                    {...form.field("note")}
                />
                <Input
                    label="Tags"
                    optional
                    autoComplete="off"
                    className="order-2 col-span-1! phone:col-span-2!"
                    {...form.field("tags")}
                />
                <div className="order-3">
                    <DialogFoot>
                        <Button onClick={onClose}>Close</Button>
                        <Button type="submit" kind="primary" loading={form.submitting}>
                            {words.save}
                        </Button>
                    </DialogFoot>
                </div>
            </Form>
            <div className="order-1 flex flex-wrap items-center gap-3">
                <Segments
                    label="Kind of transaction"
                    value={mode}
                    onChange={changeMode}
                    choices={MODES.map((value) => ({ value, label: WORDS[value].label }))}
                />
                <span className="text-ink-3 text-xs phone:hidden">Alt and 1, 2, 3 choose; Enter saves.</span>
            </div>
            <ul
                aria-label="Just added"
                aria-live="polite"
                className="order-3 flex flex-col gap-1 text-sm empty:hidden"
            >
                {saved.map((one) => (
                    <li key={one.no} className="bg-sunken flex items-center gap-3 rounded-md px-3 py-1.5">
                        <span className="text-ink-3 shrink-0">{shortDay(one.date)}</span>
                        <span className="min-w-0 flex-1 truncate">
                            {titleOf(one, known)} · {sidesOf(one, known).text}
                        </span>
                        <span className="tabular shrink-0">{amountWords(one)}</span>
                        <Button
                            size="sm"
                            kind="quiet"
                            onClick={async () => {
                                try {
                                    await undo(one.no, one.version);
                                    setSaved((before) => before.filter(({ no }) => no !== one.no));
                                } catch (error) {
                                    toast(sentence(asProblem(error).detail), { tone: "bad" });
                                }
                            }}
                        >
                            Undo
                        </Button>
                    </li>
                ))}
            </ul>
        </div>
    );

    function amountWords(one: Transaction): string {
        const simple = simpleOf(one, known);
        if (simple !== undefined) return money(simple.amount.amount, simple.amount.currency);
        const first = one.postings[0];
        return first === undefined ? "" : money(first.amount, first.currency);
    }
}

/** The rate that both amounts make, in words. */
function rateWords(values: QuickAdd, { from, to }: { from: string; to: string }): string {
    const [a, b] = [readTyped(values.amount, digitsOf(from)), readTyped(values.arrives, digitsOf(to))];
    const rate = "amount" in a && "amount" in b ? rateOf(a.amount, b.amount) : undefined;
    return rate === undefined ? "Both amounts make the rate." : `The rate: 1 ${from} is ${rate} ${to}.`;
}
