/** The columns of the receipts. */
import type { Receipt } from "~/api/receipts";
import { paths } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import type { DataColumn } from "~/ui/data-table";
import { BareLink, Link } from "~/ui/link";
import { Time } from "~/ui/time";

import { dayWords } from "./days";
import { amountWords, isUnsure, titleOfReceipt, TODO_TONES, todoOf, todoWords } from "./receipt-words";

export const ReceiptBadge = ({ receipt }: { receipt: Receipt }) => {
    return <Badge tone={TODO_TONES[todoOf(receipt)]}>{todoWords(receipt)}</Badge>;
};

const none = <span className="text-ink-3">–</span>;

export const receiptColumns = (workspace: string): DataColumn<Receipt>[] => [
    {
        id: "receipt",
        header: "Receipt",
        main: true,
        cell: (receipt) => {
            const title = titleOfReceipt(receipt);
            return (
                <BareLink
                    to={paths.receipt(workspace, receipt.id)}
                    className="font-medium hover:underline"
                    title={`${title}\n${receipt.name}`}
                >
                    {title}
                    {title !== receipt.name && (
                        <span className="text-ink-3 font-normal"> · {receipt.name}</span>
                    )}
                </BareLink>
            );
        },
    },
    {
        id: "day",
        header: "Day",
        width: "7.5rem",
        cell: ({ reading }) =>
            reading?.date == null ? none : <span className="tabular">{dayWords(reading.date.value)}</span>,
    },
    {
        id: "state",
        header: "State",
        width: "10rem",
        cell: (receipt) => (
            <span title={receipt.why ?? undefined}>
                <ReceiptBadge receipt={receipt} />
            </span>
        ),
    },
    {
        id: "transaction",
        header: "Transaction",
        width: "9rem",
        from: "md",
        cell: ({ transaction }) =>
            transaction == null ? (
                none
            ) : (
                <Link to={paths.transactions(workspace, { open: transaction.no })}>
                    {transaction.deleted ? `${transaction.no}, deleted` : `Transaction ${transaction.no}`}
                </Link>
            ),
    },
    { id: "at", header: "Came", width: "8rem", from: "lg", cell: ({ at }) => <Time at={at} /> },
    {
        id: "total",
        header: "Total",
        width: "9rem",
        align: "end",
        cell: ({ reading, judgement }) =>
            reading?.total == null ? (
                none
            ) : (
                <span className="tabular" title={judgement?.why}>
                    {amountWords(reading.total, reading)}
                    {judgement?.proved !== true && (
                        <span className="text-medium block text-2xs">
                            {isUnsure(reading.total.confidence) ? "unsure" : "not proved"}
                        </span>
                    )}
                </span>
            ),
    },
];
