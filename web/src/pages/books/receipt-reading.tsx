/** What was read of a receipt, and how sure that is: in words, never by colour alone. */
import type { Receipt, ReceiptReading } from "~/api/receipts";
import { plural } from "~/lib/format";
import { Alert } from "~/ui/alert";
import { Badge } from "~/ui/badge";

import { amountWords, factsOf, isUnsure, RECEIPT_STATES, sureWords } from "./receipt-words";

const SOURCES: Record<string, string> = {
    pdf_text: "the text of the PDF",
    picture: "the picture",
    pdf_pictures: "the pictures in the PDF",
    service: "the file, which was sent to a service on the network",
};
/** Who reads, as people know them. */
const READERS: Record<string, string> = { skytally: "Skytally", textract: "Amazon Textract" };

export function ReceiptReadingView({ receipt }: { receipt: Receipt }) {
    const { reading, judgement, state, why } = receipt;
    if (reading == null)
        return (
            <Alert tone={state === "waiting" || state === "reading" ? "info" : "unknown"}>
                {RECEIPT_STATES[state]}
                {why != null && why !== "" ? `: ${why}` : ""}.
                {(state === "waiting" || state === "reading") &&
                    " This page shows it as soon as it is there."}
            </Alert>
        );
    const facts = factsOf(reading);
    return (
        <div className="flex flex-col gap-4">
            {judgement != null && (
                <Alert tone={judgement.proved ? "good" : "warn"}>
                    {judgement.proved ? "The total is proved: " : "The total is not proved, look at it: "}
                    {judgement.why}.
                </Alert>
            )}
            {facts.length === 0 ? (
                <p className="text-ink-2 text-sm">Nothing that it says was understood.</p>
            ) : (
                <table aria-label="What was read" className="w-full text-sm">
                    <thead className="sr-only">
                        <tr>
                            <th scope="col">What</th>
                            <th scope="col">As it was read</th>
                            <th scope="col">How sure that is</th>
                        </tr>
                    </thead>
                    <tbody>
                        {facts.map(({ name, value, field }) => (
                            <tr key={`${name} ${value}`} className="border-line border-b last:border-b-0">
                                <th
                                    scope="row"
                                    className="text-ink-3 w-28 py-1.5 pr-3 text-left align-top font-normal"
                                >
                                    {name}
                                </th>
                                <td className="py-1.5 pr-3 break-words" title={field.text}>
                                    <span className="font-medium">{value}</span>
                                    {field.line != null && (
                                        <span className="text-ink-3 block text-xs break-all">
                                            “{field.text}”
                                        </span>
                                    )}
                                </td>
                                <td className="w-24 py-1.5 text-right align-top">
                                    <Badge tone={isUnsure(field.confidence) ? "warn" : "plain"}>
                                        {sureWords(field.confidence)}
                                    </Badge>
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
            {reading.items.length > 0 && <Items reading={reading} />}
            {reading.notes.length > 0 && (
                <ul aria-label="Notes on the reading" className="text-ink-2 list-disc pl-5 text-xs">
                    {reading.notes.map((note) => (
                        <li key={note}>{note}</li>
                    ))}
                </ul>
            )}
            <p className="text-ink-3 text-xs">
                Read from {SOURCES[reading.source] ?? reading.source}, {plural(reading.pages, "page")} of{" "}
                {reading.pages_in_file}
                {reading.template != null && `, as one of ${reading.template}`}, by{" "}
                {[READERS[reading.reader] ?? reading.reader, reading.reader_version].join(" ").trim()}.
            </p>
        </div>
    );
}

function Items({ reading }: { reading: ReceiptReading }) {
    return (
        <details className="text-sm">
            <summary className="cursor-pointer font-medium">
                {plural(reading.items.length, "line")} of what was bought
            </summary>
            <ul className="divide-line mt-1 divide-y">
                {reading.items.map(({ description, quantity, amount }, index) => (
                    <li key={index} className="flex justify-between gap-4 py-1">
                        <span className="min-w-0 break-words">
                            {quantity != null && <span className="text-ink-3">{quantity} × </span>}
                            {description}
                        </span>
                        <span className="tabular shrink-0">{amountWords(amount, reading)}</span>
                    </li>
                ))}
            </ul>
        </details>
    );
}
