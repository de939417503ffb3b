/** Chooses a bank's file and the account that it is for, and sends it to be looked at. */
import { useNavigate } from "@tanstack/react-router";
import { FileText, LoaderCircle } from "lucide-react";
import { type ChangeEvent, type DragEvent, useState } from "react";

import type { LedgerAccount } from "~/api/books";
import { FILE_MAX_BYTES, useImporting } from "~/api/imports";
import { cx } from "~/lib/cx";
import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Dialog, DialogFoot } from "~/ui/dialog";
import { Field } from "~/ui/field";
import { Form, useForm } from "~/ui/form";
import { fieldProps, Input } from "~/ui/input";
import { Select } from "~/ui/select";

import { choicesOf } from "./account-tree";
import { size } from "./receipt-words";

interface Props {
    workspace: string;
    open: boolean;
    onClose: () => void;
    accounts: readonly LedgerAccount[];
    /** One that was dropped on the page. */
    dropped: File | null;
    /** Whose file it will be. */
    account: number | undefined;
}

export function ImportFileDialog({ workspace, open, onClose, accounts, dropped, account }: Props) {
    return (
        <Dialog
            open={open}
            onOpenChange={(next) => {
                if (!next) onClose();
            }}
            title="Import a bank file"
            description="It is read and kept to be looked at. The books know nothing of it until you bring it in."
        >
            <FileForm
                // A file that is dropped later is another form.
                key={dropped === null ? "none" : `${dropped.name} ${dropped.size}`}
                workspace={workspace}
                accounts={accounts}
                dropped={dropped}
                account={account}
                onClose={onClose}
            />
        </Dialog>
    );
}

interface Values {
    account: string;
    file: File | null;
    statement: string;
}

function FileForm({ workspace, accounts, dropped, account: meant, onClose }: Omit<Props, "open">) {
    const navigate = useNavigate();
    const { read } = useImporting(workspace);
    const takes = accounts.filter(({ currency }) => currency != null);
    const choices = choicesOf(takes, ["asset", "liability"]);
    const form = useForm<Values>({
        initial: {
            account:
                choices.find(({ value }) => value === String(meant))?.value ??
                (choices.length === 1 ? (choices[0]?.value ?? "") : ""),
            file: dropped,
            statement: "",
        },
        check: ({ account, file, statement }) => ({
            account: account === "" ? "Choose the account that the file is of" : undefined,
            file:
                file === null
                    ? "Choose a file"
                    : file.size === 0
                      ? "The file is empty"
                      : file.size > FILE_MAX_BYTES
                        ? "The file has more than 32 MiB: export a shorter time"
                        : undefined,
            statement: /^\d*$/.test(statement.trim()) ? undefined : "Enter a number",
        }),
        submit: async ({ account, file, statement }) => {
            if (file === null) return;
            const which = statement.trim();
            const made = await read(Number(account), file, which === "" ? {} : { statement: Number(which) });
            await navigate({ href: paths.import(workspace, made.import.id) });
        },
    });
    const several =
        form.values.statement !== "" || (form.problem?.detail.includes("several accounts") ?? false);
    return (
        <Form form={form} label="Import a bank file" className="flex flex-col gap-4">
            {choices.length === 0 && (
                <Alert tone="warn">
                    A bank file is for an account or a card with a currency: add one to the ledger accounts
                    first.
                </Alert>
            )}
            <FileDrop {...form.field("file")} />
            <Select
                label="Account"
                hint="Where the money of this file is."
                {...form.field("account")}
                choices={[
                    { value: "", label: "Choose an account" },
                    ...choices.map(({ value, label, hint }) => ({ value, label: `${label} (${hint})` })),
                ]}
            />
            {several && (
                <Input
                    label="Which statement of the file"
                    hint="By its number, as the message says."
                    inputMode="numeric"
                    autoComplete="off"
                    {...form.field("statement")}
                />
            )}
            {form.submitting && (
                <p role="status" className="text-ink-2 flex items-center gap-2 text-sm">
                    <LoaderCircle aria-hidden size={14} className="animate-spin" />
                    Sending and reading {form.values.file?.name}…
                </p>
            )}
            <DialogFoot>
                <Button onClick={onClose}>Cancel</Button>
                <Button type="submit" kind="primary" loading={form.submitting}>
                    Read the file
                </Button>
            </DialogFoot>
        </Form>
    );
}

function FileDrop(props: {
    name: string;
    value: File | null;
    onChange: (file: File | null) => void;
    error: string | undefined;
}) {
    const { name, value, onChange, error } = props;
    const [over, setOver] = useState(false);
    const take = (list: FileList | null): void => {
        const file = list?.[0];
        if (file !== undefined) onChange(file);
    };
    return (
        <Field
            {...fieldProps({
                label: "File",
                name,
                error,
                hint: "OFX, QFX, QIF, CAMT, MT940 or CSV, 32 MiB at most.",
            })}
        >
            {(wiring) => (
                <div
                    onDragOver={(event: DragEvent) => {
                        event.preventDefault();
                        setOver(true);
                    }}
                    onDragLeave={() => setOver(false)}
                    onDrop={(event: DragEvent) => {
                        event.preventDefault();
                        setOver(false);
                        take(event.dataTransfer.files);
                    }}
                    className={cx(
                        "flex flex-col gap-2 rounded-lg border border-dashed p-3 text-sm",
                        over ? "border-accent bg-accent-soft" : "border-line-strong",
                    )}
                >
                    <p className="text-ink-2 flex items-center gap-2">
                        <FileText aria-hidden size={15} className="shrink-0" />
                        <span className="min-w-0 truncate">
                            {value === null
                                ? "Drop it here, or choose it."
                                : `${value.name}, ${size(value.size)}`}
                        </span>
                    </p>
                    <input
                        {...wiring}
                        type="file"
                        onChange={(event: ChangeEvent<HTMLInputElement>) => take(event.target.files)}
                        className="text-ink-2 w-full text-sm"
                    />
                </div>
            )}
        </Field>
    );
}
