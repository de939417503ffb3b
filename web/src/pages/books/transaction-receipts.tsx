/** The receipts of a transaction, in its drawer: a file that is dropped there is kept and belongs to it. */
import { FileText, Image } from "lucide-react";

import { type ReceiptOf, useReceipts } from "~/api/receipts";
import { useWorkspace } from "~/app/current";
import { paths } from "~/lib/paths";
import { Link } from "~/ui/link";
import { Section } from "~/ui/section";
import { toast } from "~/ui/toast";

import { ReceiptDrop } from "./receipt-drop";
import { RECEIPT_STATES, size } from "./receipt-words";
import { RefusedFiles } from "./refused-files";
import { mayKeep } from "./roles";
import { useKeepReceipts } from "./use-keep-receipts";

interface Props {
    workspace: string;
    transaction: number;
    receipts: readonly ReceiptOf[];
}

export function TransactionReceipts({ workspace, transaction, receipts }: Props) {
    const reason = mayKeep(useWorkspace()?.role);
    const { attach } = useReceipts(workspace);
    const { busy, refused, take } = useKeepReceipts(workspace);
    const keep = (files: readonly File[]): void => {
        void take(files, (receipt) => attach(receipt, transaction)).then((kept) => {
            if (kept.length > 0) toast("The receipt belongs to this transaction.");
        });
    };
    return (
        <Section title="Receipts">
            {receipts.length > 0 && (
                <ul aria-label="Receipts of this transaction" className="mb-3 flex flex-col gap-1.5 text-sm">
                    {receipts.map(({ id, name, bytes, state, media_type }) => (
                        <li key={id} className="flex items-center gap-2">
                            {media_type.startsWith("image/") ? (
                                <Image aria-hidden size={14} className="text-ink-3 shrink-0" />
                            ) : (
                                <FileText aria-hidden size={14} className="text-ink-3 shrink-0" />
                            )}
                            <Link to={paths.receipt(workspace, id)} className="min-w-0 truncate">
                                {name}
                            </Link>
                            <span className="text-ink-3 shrink-0 text-xs">
                                {size(bytes)}, {RECEIPT_STATES[state].toLowerCase()}
                            </span>
                        </li>
                    ))}
                </ul>
            )}
            <div className="flex flex-col gap-2">
                <ReceiptDrop
                    label="Drop its receipt here: a PDF or a picture."
                    reason={reason}
                    busy={busy}
                    onFiles={keep}
                />
                <RefusedFiles refused={refused} />
            </div>
        </Section>
    );
}
