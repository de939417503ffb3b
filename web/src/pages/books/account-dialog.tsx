/** Adds a ledger account, or changes one: its name, its place, its note, and the last day on which it takes anything. */
import { useState } from "react";

import { type LedgerAccount, type LedgerKind, useBooksWriting } from "~/api/books";
import { CURRENCIES, currencyName } from "~/lib/currencies";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Dialog, DialogFoot } from "~/ui/dialog";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { Select } from "~/ui/select";
import { toast } from "~/ui/toast";

import { choicesOf, holdsMoney, KINDS, withParts } from "./account-tree";
import { isDay } from "./books-search";
import { DayInput } from "./day-input";
import { Suggest } from "./suggest";

interface Props {
    workspace: string;
    list: readonly LedgerAccount[];
    /** A new one of this kind. */
    adding: LedgerKind | undefined;
    /** This one. */
    edited: LedgerAccount | undefined;
    onClose: () => void;
}

export function AccountDialog({ adding, edited, onClose, ...rest }: Props) {
    return (
        <Dialog
            open={adding !== undefined || edited !== undefined}
            onOpenChange={(open) => {
                if (!open) onClose();
            }}
            title={edited === undefined ? "Add an account or a category" : `Change ${edited.full_name}`}
        >
            {edited !== undefined ? (
                <Change key={edited.no} edited={edited} onClose={onClose} {...rest} />
            ) : (
                adding !== undefined && <Add kind={adding} onClose={onClose} {...rest} />
            )}
        </Dialog>
    );
}

type Inner = Omit<Props, "adding" | "edited">;

const checkName = (name: string): string | undefined =>
    name.trim() === ""
        ? "Enter a name"
        : name.includes(":")
          ? "A name has no colon: choose what it is a part of"
          : undefined;

function Add({ workspace, list, kind: first, onClose }: Inner & { kind: LedgerKind }) {
    const { addAccount } = useBooksWriting(workspace);
    const form = useForm<{ kind: LedgerKind; name: string; parent: string; currency: string; note: string }>({
        initial: { kind: first, name: "", parent: "", currency: "", note: "" },
        check: ({ name }) => ({ name: checkName(name) }),
        submit: async ({ kind, name, parent, currency, note }) => {
            const made = await addAccount({
                kind,
                name: name.trim(),
                parent: parent === "" ? null : Number(parent),
                currency: currency === "" ? null : currency,
                note: note.trim() === "" ? null : note.trim(),
            });
            toast(`${made.full_name} is there.`);
            onClose();
        },
    });
    const { kind } = form.values;
    const used = [...new Set(list.flatMap(({ currency }) => currency ?? []))];
    return (
        <Form form={form} label="Add an account or a category">
            <Input label="Name" maxLength={100} autoComplete="off" {...form.field("name")} />
            <Select
                label="What it is"
                {...form.field("kind")}
                onChange={(next) => form.set({ kind: next, parent: "" })}
                choices={KINDS.map(({ kind: value, many, about }) => ({
                    value,
                    label: `${many}: ${about.toLowerCase()}`,
                }))}
            />
            <Suggest
                label="Part of"
                optional
                placeholder="Nothing: at the top"
                suggestions={choicesOf(list, [kind])}
                {...form.field("parent")}
            />
            <Select
                label="Currency"
                hint={
                    holdsMoney(kind)
                        ? "The one that it holds. It stays."
                        : "Categories take all, unless you say one. It stays."
                }
                {...form.field("currency")}
                choices={[
                    { value: "", label: "Takes all" },
                    ...[...used, ...CURRENCIES.filter((code) => !used.includes(code))].map((code) => ({
                        value: code,
                        label: `${code} · ${currencyName(code)}`,
                    })),
                ]}
            />
            <Input label="Note" optional maxLength={200} autoComplete="off" {...form.field("note")} />
            <DialogFoot>
                <Button onClick={onClose}>Cancel</Button>
                <Button type="submit" kind="primary" loading={form.submitting}>
                    Add it
                </Button>
            </DialogFoot>
        </Form>
    );
}

function Change({ workspace, list, edited, onClose }: Inner & { edited: LedgerAccount }) {
    const { changeAccount } = useBooksWriting(workspace);
    const [seen, setSeen] = useState(edited);
    const [overtaken, setOvertaken] = useState(false);
    const form = useForm<{ name: string; parent: string; closed: string; note: string }>({
        initial: {
            name: edited.name,
            parent: edited.parent == null ? "" : String(edited.parent),
            closed: edited.closed ?? "",
            note: edited.note,
        },
        check: ({ name, closed }) => ({
            name: checkName(name),
            closed: closed === "" || isDay(closed) ? undefined : "Enter a day",
        }),
        submit: async ({ name, parent, closed, note }) => {
            await changeAccount(seen.no, seen.version, {
                name: name.trim(),
                parent: parent === "" ? null : Number(parent),
                closed: closed === "" ? null : closed,
                note: note.trim(),
            });
            toast("Saved.");
            onClose();
        },
        onProblem: (problem) => {
            if (problem.status !== 412) return false;
            setOvertaken(true);
            return true;
        },
    });
    const own = withParts(list, edited.no);
    return (
        <Form form={form} label={`Change ${edited.full_name}`}>
            {overtaken && (
                <Alert
                    tone="warn"
                    action={
                        <Button
                            size="sm"
                            onClick={() => {
                                setSeen(edited);
                                setOvertaken(false);
                            }}
                        >
                            Keep mine
                        </Button>
                    }
                >
                    Somebody else was faster: it is called {edited.full_name} now. What you typed is still
                    here.
                </Alert>
            )}
            <Input label="Name" maxLength={100} autoComplete="off" {...form.field("name")} />
            <Suggest
                label="Part of"
                optional
                placeholder="Nothing: at the top"
                suggestions={choicesOf(
                    list.filter(({ no }) => !own.has(no)),
                    [edited.kind],
                )}
                {...form.field("parent")}
            />
            <DayInput
                label="Closed on"
                optional
                hint="The last day on which it takes anything. Empty: it is open."
                {...form.field("closed")}
            />
            {form.values.closed !== "" && (
                <div>
                    <Button size="sm" onClick={() => form.set({ closed: "" })}>
                        Open it again
                    </Button>
                </div>
            )}
            <Input label="Note" optional maxLength={200} autoComplete="off" {...form.field("note")} />
            <DialogFoot>
                <Button onClick={onClose}>Cancel</Button>
                <Button type="submit" kind="primary" loading={form.submitting}>
                    Save
                </Button>
            </DialogFoot>
        </Form>
    );
}
