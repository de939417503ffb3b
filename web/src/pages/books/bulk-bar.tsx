/** What can be done with the transactions that are chosen: all of them in one step, or none. */
import { CheckCheck, Tag, Tags, Trash2, X } from "lucide-react";
import { useState } from "react";

import type { LedgerAccount, LedgerChange, PostingState, Transaction } from "~/api/books";
import { useShortcuts } from "~/app/shortcuts";
import { number, plural } from "~/lib/format";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Dialog, DialogFoot } from "~/ui/dialog";
import { DropdownMenu, MenuItem } from "~/ui/dropdown-menu";
import { Form, useForm } from "~/ui/form";
import { IconButton } from "~/ui/icon-button";
import { Input } from "~/ui/input";
import { overClass } from "~/ui/popover";

import { choicesOf, holdsMoney } from "./account-tree";
import { tagsOf } from "./quick-add-body";
import { Suggest } from "./suggest";
import { STATE_WORDS } from "./transaction-columns";
import { bodyOf, changedSimple, simpleOf } from "./transaction-words";
import type { Mark, Transactions } from "./use-transactions";

interface Props {
    chosen: readonly Transaction[];
    list: readonly LedgerAccount[];
    accounts: ReadonlyMap<number, LedgerAccount>;
    seenFrom: ReadonlySet<number>;
    doing: Transactions;
    onClear: () => void;
}

type Asking = "category" | "tag" | "untag";

export function BulkBar({ chosen, list, accounts, seenFrom, doing, onClear }: Props) {
    const [asking, setAsking] = useState<Asking | null>(null);
    const [busy, setBusy] = useState(false);
    const some = (): boolean => chosen.length > 0;
    useShortcuts([
        {
            keys: "c",
            label: "Category of what is chosen",
            group: "Books",
            run: () => setAsking("category"),
            onlyWhen: some,
        },
        {
            keys: "#",
            label: "Delete what is chosen",
            group: "Books",
            run: () => void remove(),
            onlyWhen: some,
        },
        { keys: "Escape", label: "Choose none", group: "Books", run: onClear, onlyWhen: some },
    ]);
    const run = async (work: () => Promise<unknown>): Promise<void> => {
        if (busy) return;
        setBusy(true);
        try {
            await work();
            onClear();
        } catch (error) {
            doing.bad(error);
        } finally {
            setBusy(false);
        }
    };
    const remove = (): Promise<void> =>
        run(async () => {
            const nos = chosen.map(({ no }) => no);
            await doing.changes(
                chosen.map(({ no, version }) => ({ do: "delete" as const, transaction: no, version })),
            );
            doing.say(`Deleted ${plural(nos.length, "transaction")}. Their history stays.`, nos);
        });
    const mark = (state: PostingState): Promise<void> =>
        run(async () => {
            const marks: Mark[] = chosen.flatMap(({ no, postings }) => {
                const own = postings.filter(({ account }) =>
                    seenFrom.size > 0
                        ? seenFrom.has(account)
                        : holdsMoney(accounts.get(account)?.kind ?? "equity"),
                );
                return [...new Map(own.map((one) => [one.account, one.state ?? "uncleared"]))].map(
                    ([account, before]) => ({ transaction: no, account, before }),
                );
            });
            await doing.marked(
                marks,
                state,
                `${plural(chosen.length, "transaction")}: ${STATE_WORDS[state].label.toLowerCase()}.`,
            );
        });
    if (chosen.length === 0) return null;
    return (
        <>
            <div
                role="region"
                aria-label="Chosen transactions"
                data-no-print
                className={`${overClass} animate-rise sticky bottom-4 z-20 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center gap-x-3 gap-y-2 py-2 pr-2 pl-4`}
            >
                <p role="status" className="tabular font-medium">
                    {number(chosen.length)} chosen
                </p>
                <span className="flex flex-wrap items-center gap-2">
                    <Button size="sm" onClick={() => setAsking("category")}>
                        Category…
                    </Button>
                    <Button size="sm" icon={<Tag aria-hidden size={13} />} onClick={() => setAsking("tag")}>
                        Add tags…
                    </Button>
                    <Button
                        size="sm"
                        icon={<Tags aria-hidden size={13} />}
                        onClick={() => setAsking("untag")}
                    >
                        Remove tags…
                    </Button>
                    <DropdownMenu
                        trigger={
                            <Button size="sm" icon={<CheckCheck aria-hidden size={13} />} loading={busy}>
                                Mark
                            </Button>
                        }
                    >
                        {(["cleared", "reconciled", "uncleared"] as const).map((state) => (
                            <MenuItem key={state} onSelect={() => void mark(state)}>
                                {STATE_WORDS[state].label}
                            </MenuItem>
                        ))}
                    </DropdownMenu>
                    <Button
                        size="sm"
                        kind="danger"
                        icon={<Trash2 aria-hidden size={13} />}
                        loading={busy}
                        onClick={() => void remove()}
                    >
                        Delete
                    </Button>
                    <IconButton
                        size="sm"
                        label="Choose none"
                        icon={<X aria-hidden size={14} />}
                        onClick={onClear}
                    />
                </span>
            </div>
            <Dialog
                open={asking !== null}
                onOpenChange={(open) => {
                    if (!open) setAsking(null);
                }}
                title={`${asking === null ? "" : TITLE[asking]} ${plural(chosen.length, "transaction")}`}
                size="sm"
            >
                {asking !== null && (
                    <Ask
                        asking={asking}
                        chosen={chosen}
                        list={list}
                        accounts={accounts}
                        doing={doing}
                        onDone={() => {
                            setAsking(null);
                            onClear();
                        }}
                        onCancel={() => setAsking(null)}
                    />
                )}
            </Dialog>
        </>
    );
}

const TITLE: Record<Asking, string> = {
    category: "The category of",
    tag: "Add tags to",
    untag: "Remove tags of",
};

interface AskProps {
    asking: Asking;
    chosen: readonly Transaction[];
    list: readonly LedgerAccount[];
    accounts: ReadonlyMap<number, LedgerAccount>;
    doing: Transactions;
    onDone: () => void;
    onCancel: () => void;
}

function Ask({ asking, chosen, list, accounts, doing, onDone, onCancel }: AskProps) {
    // A category is of one expense or income: splits and transfers have none to change.
    const simple = chosen.flatMap((one) => {
        const found = simpleOf(one, accounts);
        return found === undefined || found.mode === "transfer" ? [] : [{ one, found }];
    });
    const kinds = [...new Set(simple.map(({ found }) => found.mode))];
    const form = useForm<{ value: string }>({
        initial: { value: "" },
        check: ({ value }) => ({
            value:
                asking === "category"
                    ? value === ""
                        ? "Choose a category"
                        : undefined
                    : tagsOf(value).length === 0
                      ? "Enter a tag"
                      : undefined,
        }),
        submit: async ({ value }) => {
            const changes: LedgerChange[] =
                asking === "category"
                    ? simple
                          .filter(({ found }) => found.other !== Number(value))
                          .map(({ one, found }) => ({
                              do: "edit",
                              transaction: one.no,
                              version: one.version,
                              content: changedSimple(one, found, { other: Number(value) }),
                          }))
                    : chosen.flatMap((one): LedgerChange[] => {
                          const tags = tagsOf(value);
                          const next =
                              asking === "tag"
                                  ? [...new Set([...one.tags, ...tags])].sort()
                                  : one.tags.filter((tag) => !tags.includes(tag));
                          if (next.join(" ") === one.tags.join(" ")) return [];
                          return [
                              {
                                  do: "edit",
                                  transaction: one.no,
                                  version: one.version,
                                  content: { ...bodyOf(one), tags: next },
                              },
                          ];
                      });
            if (changes.length > 0) {
                const { transactions } = await doing.changes(changes);
                doing.say(`Changed ${plural(transactions.length, "transaction")}.`, transactions);
            }
            onDone();
        },
    });
    const others = chosen.length - simple.length;
    return (
        <Form form={form} label={TITLE[asking]}>
            {asking === "category" ? (
                <>
                    {others > 0 && (
                        <Alert tone="warn">
                            {plural(others, "split or transfer", "splits and transfers")} of them{" "}
                            {others === 1 ? "has" : "have"} no single category and{" "}
                            {others === 1 ? "stays" : "stay"} as {others === 1 ? "it is" : "they are"}.
                        </Alert>
                    )}
                    <Suggest
                        label="Category"
                        suggestions={choicesOf(
                            list,
                            kinds.length === 0 ? ["expense"] : (kinds as ("expense" | "income")[]),
                        )}
                        {...form.field("value")}
                    />
                </>
            ) : (
                <Input
                    label="Tags"
                    hint="One word each, with spaces between."
                    autoComplete="off"
                    {...form.field("value")}
                />
            )}
            <DialogFoot>
                <Button onClick={onCancel}>Cancel</Button>
                <Button
                    type="submit"
                    kind="primary"
                    loading={form.submitting}
                    disabledReason={
                        asking === "category" && simple.length === 0
                            ? "None of them has a single category."
                            : undefined
                    }
                >
                    {asking === "category"
                        ? "Change the category"
                        : asking === "tag"
                          ? "Add the tags"
                          : "Remove the tags"}
                </Button>
            </DialogFoot>
        </Form>
    );
}
