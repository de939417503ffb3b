/** A transaction out of a receipt: filled with what was read, posted by a person. */
import { useMemo, useState } from "react";

import type { LedgerAccount, TransactionBody } from "~/api/books";
import type { Receipt } from "~/api/receipts";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";

import { choicesOf } from "./account-tree";
import { AmountInput } from "./amount-input";
import { DayInput } from "./day-input";
import { dayWords, today } from "./days";
import { usePayees } from "./payees";
import { bodyOfQuick, currencyOf, type QuickAdd, unsorted } from "./quick-add-body";
import { quickOfDraft } from "./receipt-words";
import { Suggest } from "./suggest";

interface Props {
    workspace: string;
    receipt: Receipt;
    list: readonly LedgerAccount[];
    currency: string;
    closedUntil: string | null;
    post: (body: TransactionBody, key: string) => Promise<unknown>;
}

export function ReceiptPostForm({ workspace, receipt, list, currency, closedUntil, post }: Props) {
    const draft = receipt.suggested?.draft;
    const book = useMemo(() => ({ accounts: list, currency }), [list, currency]);
    const [key] = useState(() => crypto.randomUUID());
    const form = useForm<QuickAdd>({
        initial: quickOfDraft(draft, today()),
        check: (values) => {
            const made = bodyOfQuick(book, values);
            const closed = closedUntil !== null && values.date !== "" && values.date <= closedUntil;
            return {
                ...("faults" in made ? made.faults : {}),
                ...(closed
                    ? { date: `The books are closed up to ${dayWords(closedUntil)}: choose a later day` }
                    : {}),
            };
        },
        submit: async (values) => {
            const made = bodyOfQuick(book, values);
            if ("body" in made) await post(made.body, key);
        },
    });
    const { values } = form;
    const payees = usePayees(workspace, values.payee, list);
    const given = currencyOf(book, values.account);
    // The amount is in the currency of the receipt; the account's bank took it in its own.
    const other = draft != null && values.account !== "" && given !== draft.currency;
    return (
        <Form form={form} label="Post this receipt" className="grid grid-cols-2 gap-3">
            {other && (
                <div className="col-span-2">
                    <Alert tone="warn">
                        The receipt is in {draft.currency}, and this account in {given}. Enter what left the
                        account.
                    </Alert>
                </div>
            )}
            <AmountInput
                label="Amount"
                className="phone:col-span-2"
                currency={given}
                {...form.field("amount")}
            />
            <DayInput label="Day" className="phone:col-span-2" {...form.field("date")} />
            <Suggest
                label="Paid to"
                className="col-span-2"
                free
                maxLength={200}
                suggestions={payees.suggestions}
                {...form.field("payee")}
            />
            <Suggest
                label="Category"
                className="phone:col-span-2"
                suggestions={choicesOf(list, ["expense"], values.date)}
                placeholder={unsorted(list, "expense")?.name ?? "Choose a category"}
                {...(draft?.because == null ? {} : { hint: draft.because })}
                {...form.field("other")}
            />
            <Suggest
                label="From"
                className="phone:col-span-2"
                suggestions={choicesOf(list, ["asset", "liability"], values.date)}
                placeholder="Choose an account"
                {...form.field("account")}
            />
            <Input
                label="Note"
                optional
                className="phone:col-span-2"
                maxLength={2000}
                autoComplete="off"
                {...form.field("note")}
            />
            <Input
                label="Tags"
                optional
                className="phone:col-span-2"
                autoComplete="off"
                {...form.field("tags")}
            />
            <div className="col-span-2">
                <Button type="submit" kind="primary" loading={form.submitting}>
                    Post it
                </Button>
            </div>
        </Form>
    );
}
