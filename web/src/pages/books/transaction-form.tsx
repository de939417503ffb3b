/** All of a transaction: its day, payee, note and tags, and its lines, which must balance. */
import { Plus, Scale, X } from "lucide-react";
import { type ReactNode, useState } from "react";

import type { LedgerAccount, Transaction, TransactionBody } from "~/api/books";
import type { Problem } from "~/api/problem";
import { CURRENCIES, money } from "~/lib/currencies";
import { Button } from "~/ui/button";
import { Form, useForm } from "~/ui/form";
import { IconButton } from "~/ui/icon-button";
import { Input } from "~/ui/input";
import { Select } from "~/ui/select";
import { Textarea } from "~/ui/textarea";

import { choicesOf, KINDS } from "./account-tree";
import { AmountInput } from "./amount-input";
import { DayInput } from "./day-input";
import { usePayees } from "./payees";
import { balanced, bodyOfEdited, type Edited, leftOf, type Line, lineCurrency, newLine } from "./split-body";
import { Suggest } from "./suggest";

interface Props {
    workspace: string;
    list: readonly LedgerAccount[];
    accounts: ReadonlyMap<number, LedgerAccount>;
    currency: string;
    initial: Edited;
    exchange: Transaction["exchange"] | undefined;
    label: string;
    save: (body: TransactionBody) => Promise<unknown>;
    saveLabel: string;
    /** Told what was meant, where the period is closed: true if it says so itself. */
    onRefused?: (problem: Problem, meant: TransactionBody) => boolean;
    /** Says at any time whether something was typed that is not saved. */
    dirty?: { current: boolean };
    above?: ReactNode;
    actions?: ReactNode;
}

export function TransactionForm(props: Props) {
    const { workspace, list, accounts, currency, initial, exchange, label, save, saveLabel, onRefused } =
        props;
    const [wrong, setWrong] = useState<ReadonlyMap<number, string>>(new Map());
    const form = useForm<Edited>({
        initial,
        check: (values) => {
            const made = bodyOfEdited(values, accounts, exchange);
            setWrong("lines" in made ? made.lines : new Map());
            return "faults" in made ? made.faults : {};
        },
        submit: async (values) => {
            const made = bodyOfEdited(values, accounts, exchange);
            if ("body" in made) await save(made.body);
        },
        onProblem: (problem) => {
            const made = bodyOfEdited(form.values, accounts, exchange);
            return "body" in made && onRefused?.(problem.withField("postings", "lines"), made.body) === true;
        },
    });
    const { values } = form;
    if (props.dirty !== undefined) props.dirty.current = JSON.stringify(values) !== JSON.stringify(initial);
    const payees = usePayees(workspace, values.payee, list);
    const left = leftOf(values.lines, accounts);
    const setLines = (lines: readonly Line[]): void => {
        form.field("lines").onChange(lines);
        setWrong(new Map());
    };
    const change = (key: number, part: Partial<Line>): void =>
        setLines(values.lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
    const choices = choicesOf(
        list,
        KINDS.map(({ kind }) => kind),
        values.date,
    );
    const used = [
        ...new Set([
            currency,
            ...list.flatMap((one) => one.currency ?? []),
            ...values.lines.map((one) => one.currency),
        ]),
    ];
    const currencies = [...used, ...CURRENCIES.filter((code) => !used.includes(code))];
    const last = values.lines.at(-1);
    return (
        <Form form={form} label={label}>
            {props.above}
            <div className="grid grid-cols-[1fr_10rem] gap-3 phone:grid-cols-1">
                <Suggest
                    label="Payee"
                    free
                    maxLength={200}
                    suggestions={payees.suggestions}
                    {...form.field("payee")}
                />
                <DayInput label="Day" {...form.field("date")} />
            </div>
            <fieldset className="flex flex-col gap-2">
                <legend className="mb-1 text-sm font-medium">Lines</legend>
                <p className="text-ink-3 -mt-1 text-xs">
                    Plus where an asset or an expense grows, minus where money comes from. Together they make
                    zero.
                </p>
                {values.lines.map((line, index) => {
                    const own = accounts.get(Number(line.account))?.currency;
                    const of = lineCurrency(line, accounts);
                    const fault = wrong.get(line.key);
                    return (
                        <div
                            key={line.key}
                            role="group"
                            aria-label={`Line ${index + 1}`}
                            className="border-line rounded-lg border p-2.5"
                        >
                            <div className="grid grid-cols-[minmax(0,1fr)_8.5rem_2rem] items-start gap-2">
                                <Suggest
                                    label={`Account of line ${index + 1}`}
                                    name={`account-${line.key}`}
                                    hideLabel
                                    placeholder="Account or category"
                                    suggestions={choices}
                                    value={line.account}
                                    onChange={(account) => change(line.key, { account })}
                                    {...(fault === undefined || line.account !== "" ? {} : { error: fault })}
                                />
                                <AmountInput
                                    label={`Amount of line ${index + 1}`}
                                    name={`amount-${line.key}`}
                                    hideLabel
                                    currency={of}
                                    value={line.amount}
                                    onChange={(amount) => change(line.key, { amount })}
                                    {...(fault === undefined || line.account === "" ? {} : { error: fault })}
                                />
                                <IconButton
                                    label={`Remove line ${index + 1}`}
                                    icon={<X aria-hidden size={14} />}
                                    disabledReason={
                                        values.lines.length <= 2
                                            ? "A transaction has at least two lines."
                                            : undefined
                                    }
                                    onClick={() =>
                                        setLines(values.lines.filter(({ key }) => key !== line.key))
                                    }
                                />
                                <Input
                                    label={`Memo of line ${index + 1}`}
                                    name={`memo-${line.key}`}
                                    hideLabel
                                    placeholder="Memo"
                                    maxLength={2000}
                                    autoComplete="off"
                                    value={line.memo}
                                    onChange={(memo) => change(line.key, { memo })}
                                    className={own == null ? "" : "col-span-2"}
                                />
                                {own == null && (
                                    <Select
                                        label={`Currency of line ${index + 1}`}
                                        name={`currency-${line.key}`}
                                        hideLabel
                                        value={line.currency}
                                        onChange={(next) => change(line.key, { currency: next })}
                                        choices={currencies.map((code) => ({ value: code, label: code }))}
                                    />
                                )}
                            </div>
                        </div>
                    );
                })}
                {form.field("lines").error !== undefined && (
                    <p role="alert" className="text-critical text-xs">
                        {form.field("lines").error}
                    </p>
                )}
                <div className="flex flex-wrap items-center gap-2">
                    <Button
                        size="sm"
                        icon={<Plus aria-hidden size={13} />}
                        onClick={() => setLines([...values.lines, newLine(last?.currency ?? currency)])}
                    >
                        Add a line
                    </Button>
                    <Button
                        size="sm"
                        icon={<Scale aria-hidden size={13} />}
                        disabledReason={left.length === 0 ? "The lines balance." : undefined}
                        onClick={() => setLines(balanced(values.lines, accounts))}
                    >
                        Balance it
                    </Button>
                    <p role="status" className="tabular ml-auto text-sm">
                        {left.length === 0 ? (
                            <span className="text-good">Balances</span>
                        ) : (
                            <span className="text-medium">
                                Remaining{" "}
                                {left.map(({ amount, currency: of }) => money(amount, of)).join(", ")}
                            </span>
                        )}
                    </p>
                </div>
            </fieldset>
            {exchange != null && (
                <div className="grid grid-cols-2 gap-3">
                    <Input
                        label={`Rate: ${exchange.to} for one ${exchange.from}`}
                        inputMode="decimal"
                        autoComplete="off"
                        {...form.field("rate")}
                    />
                    <Input label="Whose rate" maxLength={100} autoComplete="off" {...form.field("source")} />
                </div>
            )}
            <Textarea label="Note" optional rows={2} maxLength={2000} {...form.field("note")} />
            <Input
                label="Tags"
                optional
                hint="One word each, with spaces between."
                autoComplete="off"
                {...form.field("tags")}
            />
            <div className="flex flex-wrap items-center gap-2">
                <Button type="submit" kind="primary" loading={form.submitting}>
                    {saveLabel}
                </Button>
                {props.actions}
            </div>
        </Form>
    );
}
