/** One receipt: the picture beside what was read, and what becomes of it. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Download, RotateCw, Trash2, Unlink } from "lucide-react";
import { type ReactNode, useState } from "react";

import { bookQuery, type LedgerAccount, ledgerAccountsQuery, useBooksWriting } from "~/api/books";
import { asProblem } from "~/api/problem";
import { type Receipt, type ReceiptMatch, receiptQuery, useReceipts } from "~/api/receipts";
import { useWorkspace } from "~/app/current";
import { sentence } from "~/lib/format";
import { outside, paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Badge } from "~/ui/badge";
import { Button, buttonClass } from "~/ui/button";
import { ConfirmDialog } from "~/ui/confirm-dialog";
import { Link } from "~/ui/link";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { Time } from "~/ui/time";
import { toast } from "~/ui/toast";

import { Amounts } from "./amounts";
import { dayWords } from "./days";
import { ReceiptBadge } from "./receipt-columns";
import { ReceiptPostForm } from "./receipt-post-form";
import { ReceiptSheets } from "./receipt-sheets";
import { ReceiptReadingView } from "./receipt-reading";
import { size, titleOfReceipt } from "./receipt-words";
import { mayKeep } from "./roles";
import { useActors } from "./use-transactions";

const route = getRouteApi("/house/w/$workspace/books/receipts/$receipt");
const NONE: readonly LedgerAccount[] = [];

export function ReceiptPage() {
    const { workspace, receipt: id } = route.useParams();
    const { page = 1, view = "pages" } = route.useSearch();
    const query = useQuery(receiptQuery(workspace, id));
    const crumbs = [{ to: paths.receipts(workspace), label: "Receipts" }];
    return (
        <>
            {query.data === undefined && <PageHeader title="Receipt" crumbs={crumbs} />}
            <QueryView query={query} what="The receipt">
                {(receipt) => (
                    <Shown
                        key={id}
                        workspace={workspace}
                        receipt={receipt}
                        sheets={
                            <ReceiptSheets workspace={workspace} receipt={receipt} page={page} view={view} />
                        }
                    />
                )}
            </QueryView>
        </>
    );
}

function Shown(props: { workspace: string; receipt: Receipt; sheets: ReactNode }) {
    const { workspace, receipt, sheets } = props;
    const { id, name, bytes, at, transaction } = receipt;
    const navigate = useNavigate();
    const reason = mayKeep(useWorkspace()?.role);
    const actor = useActors(workspace);
    const doing = useReceipts(workspace);
    const [busy, setBusy] = useState<string | null>(null);
    const [asking, setAsking] = useState(false);
    const attached = transaction != null && !transaction.deleted;
    const run = async (what: string, work: () => Promise<unknown>): Promise<void> => {
        setBusy(what);
        try {
            await work();
        } catch (error) {
            toast(sentence(asProblem(error).detail), { tone: "bad" });
        } finally {
            setBusy(null);
        }
    };
    const detach = (): Promise<void> =>
        run("detach", async () => {
            const now = await doing.detach(receipt);
            toast("Taken away from its transaction.", {
                undo: () => {
                    if (transaction != null) void run("attach", () => doing.attach(now, transaction.no));
                },
            });
        });
    return (
        <>
            <PageHeader
                title={titleOfReceipt(receipt)}
                mark={<ReceiptBadge receipt={receipt} />}
                crumbs={[{ to: paths.receipts(workspace), label: "Receipts" }]}
                about={
                    <>
                        {name}, {size(bytes)}, from {actor(receipt.actor)}, <Time at={at} />
                    </>
                }
                actions={
                    <>
                        <a
                            href={outside.receiptFile(workspace, id, { download: true })}
                            className={buttonClass()}
                        >
                            <Download aria-hidden size={14} />
                            File
                        </a>
                        <Button
                            icon={<RotateCw aria-hidden size={14} />}
                            loading={busy === "read"}
                            disabledReason={reason}
                            onClick={() => void run("read", () => doing.readAgain(id))}
                        >
                            Read again
                        </Button>
                        <Button
                            kind="danger"
                            icon={<Trash2 aria-hidden size={14} />}
                            disabledReason={
                                reason ?? (attached ? "Take it away from its transaction first." : undefined)
                            }
                            onClick={() => setAsking(true)}
                        >
                            Delete
                        </Button>
                    </>
                }
            />
            <div className="grid grid-cols-2 items-start gap-x-8 gap-y-6 max-lg:grid-cols-1">
                <div className="min-w-0 max-lg:order-last">{sheets}</div>
                <div className="min-w-0">
                    {attached && (
                        <Section
                            title="Its transaction"
                            actions={
                                <Button
                                    size="sm"
                                    icon={<Unlink aria-hidden size={13} />}
                                    loading={busy === "detach"}
                                    disabledReason={reason}
                                    onClick={() => void detach()}
                                >
                                    Take it away
                                </Button>
                            }
                        >
                            <Link to={paths.transactions(workspace, { open: transaction.no })}>
                                Transaction {transaction.no}
                            </Link>
                        </Section>
                    )}
                    {transaction?.deleted === true && (
                        <Alert tone="info" className="mb-4">
                            Transaction {transaction.no}, which it belonged to, was deleted. Brought back, it
                            has its receipt again.
                        </Alert>
                    )}
                    <Section title="What was read">
                        <ReceiptReadingView receipt={receipt} />
                    </Section>
                    {!attached && (
                        <Become
                            workspace={workspace}
                            receipt={receipt}
                            reason={reason}
                            busy={busy}
                            attach={(match) =>
                                void run(`attach ${match.transaction}`, async () => {
                                    const now = await doing.attach(receipt, match.transaction);
                                    toast(`It belongs to transaction ${match.transaction}.`, {
                                        undo: () => void run("detach", () => doing.detach(now)),
                                    });
                                })
                            }
                        />
                    )}
                </div>
            </div>
            <ConfirmDialog
                open={asking}
                onOpenChange={setAsking}
                title="Delete this receipt"
                action="Delete the receipt"
                onConfirm={async () => {
                    await doing.remove(receipt);
                    await navigate({ href: paths.receipts(workspace) });
                    toast("The receipt and its file are deleted.");
                }}
            >
                Its file is deleted with it and does not come back.
            </ConfirmDialog>
        </>
    );
}

const SURE = { certain: "certain", likely: "likely", none: "perhaps" } as const;

/** The transactions that it may belong to, or a new one. */
function Become(props: {
    workspace: string;
    receipt: Receipt;
    reason: string | undefined;
    busy: string | null;
    attach: (match: ReceiptMatch) => void;
}) {
    const { workspace, receipt, reason, busy, attach } = props;
    const book = useQuery(bookQuery(workspace)).data;
    const accounts = useQuery(ledgerAccountsQuery(workspace));
    const { undo } = useBooksWriting(workspace);
    const { post } = useReceipts(workspace);
    const list = accounts.data?.items ?? NONE;
    const currency = book?.currency ?? "EUR";
    const { suggested, state } = receipt;
    const matches = suggested?.matches ?? [];
    const [making, setMaking] = useState(false);
    const underWay = state === "waiting" || state === "reading";
    return (
        <>
            {matches.length > 0 && (
                <Section title="It may belong to" about="Same amount, a day near to it.">
                    <ul
                        aria-label="Transactions that it may belong to"
                        className="bg-surface border-line shadow-card divide-line divide-y rounded-lg border text-sm"
                    >
                        {matches.map((match) => (
                            <li key={match.transaction} className="flex items-center gap-3 px-3 py-2">
                                <span className="min-w-0 flex-1">
                                    <Link to={paths.transactions(workspace, { open: match.transaction })}>
                                        {match.payee || `Transaction ${match.transaction}`}
                                    </Link>{" "}
                                    <Badge tone={match.certainty === "certain" ? "good" : "plain"}>
                                        {SURE[match.certainty]}
                                    </Badge>
                                    <span className="text-ink-3 block text-xs">
                                        {dayWords(match.date)} · {match.why}
                                    </span>
                                </span>
                                <Amounts amounts={[match]} currency={match.currency} plus />
                                <Button
                                    size="sm"
                                    loading={busy === `attach ${match.transaction}`}
                                    disabledReason={reason}
                                    aria-label={`Attach it to ${match.payee || match.transaction}, ${dayWords(match.date)}`}
                                    onClick={() => attach(match)}
                                >
                                    Attach
                                </Button>
                            </li>
                        ))}
                    </ul>
                </Section>
            )}
            {!underWay && accounts.data !== undefined && (
                <Section
                    title="A new transaction"
                    about={
                        suggested?.draft == null
                            ? "Little was read: fill it by hand."
                            : "Filled with what was read. Look at it, then post it."
                    }
                >
                    {reason !== undefined ? (
                        <Alert tone="info">{reason}</Alert>
                    ) : matches.length > 0 && !making ? (
                        <Button onClick={() => setMaking(true)}>It is none of these</Button>
                    ) : (
                        <ReceiptPostForm
                            // What is read anew fills the form anew.
                            key={`${receipt.id} ${state} ${suggested?.draft?.amount ?? ""}`}
                            workspace={workspace}
                            receipt={receipt}
                            list={list}
                            currency={currency}
                            closedUntil={book?.closed_until ?? null}
                            post={async (body, key) => {
                                const { transaction } = await post(receipt, body, key);
                                toast(`Posted: transaction ${transaction.no}.`, {
                                    undo: () =>
                                        void undo(transaction.no, transaction.version).then(
                                            () => toast("Undone."),
                                            (error: unknown) =>
                                                toast(sentence(asProblem(error).detail), { tone: "bad" }),
                                        ),
                                });
                            }}
                        />
                    )}
                </Section>
            )}
        </>
    );
}
