/** The form of what comes again: what is posted, and when. */
import { Split } from "lucide-react";
import { useMemo, useState } from "react";

import type { LedgerAccount } from "~/api/books";
import type { RecurringBody } from "~/api/definitions";
import { Button } from "~/ui/button";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { Segments } from "~/ui/segments";

import { choicesOf } from "./account-tree";
import { AmountInput } from "./amount-input";
import { MODES } from "./books-search";
import { LinesField } from "./lines-field";
import { usePayees } from "./payees";
import { currencyOf, unsorted } from "./quick-add-body";
import { ScheduleFields } from "./schedule-fields";
import { faultsOf } from "./schedule-rule";
import { Suggest } from "./suggest";
import { linesOf, type RecurringChosen, recurringBodyOf, templateOfChosen } from "./template-body";

interface Props {
    workspace: string;
    list: readonly LedgerAccount[];
    accounts: ReadonlyMap<number, LedgerAccount>;
    currency: string;
    initial: RecurringChosen;
    /** What is there already. */
    before?: RecurringBody;
    label: string;
    saveLabel: string;
    save: (body: RecurringBody) => Promise<unknown>;
}

export const MODE_WORDS = { expense: "Expense", income: "Income", transfer: "Transfer" } as const;

export function RecurringForm(props: Props) {
    const { workspace, list, accounts, currency, initial, before, label, saveLabel, save } = props;
    const [wrong, setWrong] = useState<ReadonlyMap<number, string>>(new Map());
    const book = useMemo(() => ({ accounts: list, currency }), [list, currency]);
    const form = useForm<RecurringChosen>({
        initial,
        check: (values) => {
            const made = templateOfChosen(book, values);
            setWrong("faults" in made ? made.lines : new Map());
            return { ...("faults" in made ? made.faults : {}), ...faultsOf(values) };
        },
        submit: async (values) => {
            const made = templateOfChosen(book, values);
            if ("template" in made) await save(recurringBodyOf(values, made.template, before));
        },
    });
    const { values } = form;
    const { mode, lines } = values;
    const payees = usePayees(workspace, values.payee, list);
    const moneyAccounts = choicesOf(list, ["asset", "liability"], values.start);
    const others = choicesOf(
        list,
        mode === "transfer" ? ["asset", "liability", "equity"] : [mode === "income" ? "income" : "expense"],
        values.start,
    );
    const rest = unsorted(list, mode);
    return (
        <Form form={form} label={label} className="flex flex-col gap-5">
            <div className="flex flex-col gap-3">
                {lines === null && (
                    <div className="flex flex-wrap items-center gap-3">
                        <Segments
                            label="Kind of transaction"
                            value={mode}
                            onChange={(next) => form.set({ mode: next, other: "" })}
                            choices={MODES.map((value) => ({ value, label: MODE_WORDS[value] }))}
                        />
                        <Button
                            size="sm"
                            kind="quiet"
                            icon={<Split aria-hidden size={13} />}
                            onClick={() => form.set({ lines: linesOf(book, values) })}
                        >
                            Split it
                        </Button>
                    </div>
                )}
                <Suggest
                    label="Payee"
                    optional
                    free
                    maxLength={200}
                    suggestions={payees.suggestions}
                    {...form.field("payee")}
                    onChange={(payee) => {
                        form.field("payee").onChange(payee);
                        const known = payees.remembered(payee, mode);
                        if (known !== undefined && values.other === "") form.set(known);
                    }}
                />
                {lines === null ? (
                    <div className="grid grid-cols-2 gap-3 phone:grid-cols-1">
                        <AmountInput
                            label="Amount"
                            currency={currencyOf(book, values.account)}
                            {...form.field("amount")}
                        />
                        <Suggest
                            label={mode === "income" ? "To" : "From"}
                            suggestions={moneyAccounts}
                            placeholder="Choose an account"
                            {...form.field("account")}
                        />
                        <Suggest
                            label={mode === "transfer" ? "To" : "Category"}
                            className="col-span-2 phone:col-span-1"
                            suggestions={others}
                            placeholder={rest === undefined ? "Choose an account" : rest.name}
                            {...form.field("other")}
                        />
                    </div>
                ) : (
                    <LinesField
                        list={list}
                        accounts={accounts}
                        currency={currency}
                        date={values.start}
                        {...form.field("lines")}
                        value={lines}
                        onChange={(next) => {
                            form.field("lines").onChange(next);
                            setWrong(new Map());
                        }}
                        wrong={wrong}
                    />
                )}
                <div className="grid grid-cols-2 gap-3 phone:grid-cols-1">
                    <Input
                        label="Note"
                        optional
                        maxLength={2000}
                        autoComplete="off"
                        {...form.field("note")}
                    />
                    <Input label="Tags" optional autoComplete="off" {...form.field("tags")} />
                </div>
            </div>
            <ScheduleFields workspace={workspace} form={form} kept={before !== undefined} />
            <div>
                <Button type="submit" kind="primary" loading={form.submitting}>
                    {saveLabel}
                </Button>
            </div>
        </Form>
    );
}
