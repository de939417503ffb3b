/** All of a transaction: its day, payee, note and tags, and its lines, which must balance. */
import { type ReactNode, useState } from "react";

import type { LedgerAccount, Transaction, TransactionBody } from "~/api/books";
import type { Problem } from "~/api/problem";
import { Button } from "~/ui/button";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { Textarea } from "~/ui/textarea";

import { DayInput } from "./day-input";
import { LinesField } from "./lines-field";
import { usePayees } from "./payees";
import { bodyOfEdited, type Edited, type Line } from "./split-body";
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
    const setLines = (lines: readonly Line[]): void => {
        form.field("lines").onChange(lines);
        setWrong(new Map());
    };
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
            <LinesField
                list={list}
                accounts={accounts}
                currency={currency}
                date={values.date}
                {...form.field("lines")}
                onChange={setLines}
                wrong={wrong}
            />
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
