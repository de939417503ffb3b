/** The receipts of the sample books: one that was read and matches, one that can be posted, one that cannot be read. */
import { HttpResponse } from "msw";

import type { Transaction, TransactionBody } from "~/api/books";
import type { Receipt, ReceiptOf } from "~/api/receipts";
import { atLeast } from "~/lib/roles";

import { change, no, Refused, view } from "./books-ledger";
import { ACCOUNT, type SampleBook } from "./books-sample";
import { http, refuse, sentinel } from "./http";
import { ID, world } from "./world";

export const RECEIPT = {
    matches: "0199d000-0000-7000-8000-000000000001",
    draft: "0199d000-0000-7000-8000-000000000002",
    broken: "0199d000-0000-7000-8000-000000000003",
};

const field = (value: string, confidence = 97, text = value) => ({ value, text, confidence });

function receipt(id: string, name: string, more: Partial<Receipt> = {}): Receipt {
    return {
        id,
        name,
        media_type: "application/pdf",
        bytes: 48_211,
        sha256: "0".repeat(64),
        at: "2026-11-26T09:00:00Z",
        actor: `user:${ID.me}`,
        state: "waiting",
        version: 1,
        ...more,
    };
}

function reading(more: Partial<NonNullable<Receipt["reading"]>> = {}): NonNullable<Receipt["reading"]> {
    return {
        payee: field("Deutsche Bahn"),
        date: field("2026-11-08"),
        currency: field("EUR"),
        total: field("89.90"),
        taxes: [{ rate: "7", amount: field("5.88") }],
        items: [{ description: "Ticket", quantity: null, amount: field("89.90") }],
        text: "Deutsche Bahn\nTotal EUR 89,90",
        notes: [],
        source: "pdf_text",
        pages: 2,
        pages_in_file: 2,
        template: null,
        reader: "skytally",
        reader_version: "1",
        ...more,
    };
}

export const sampleReceipts = (): Receipt[] => [
    receipt(RECEIPT.matches, "ticket.pdf", {
        state: "read",
        reading: reading(),
        judgement: { proved: true, proof: "net_and_tax", why: "84.02 net + 5.88 tax = 89.90" },
        suggested: {
            certainty: "certain",
            draft: null,
            matches: [
                {
                    transaction: 5,
                    date: "2026-11-09",
                    payee: "Deutsche Bahn",
                    amount: "-89.90",
                    currency: "EUR",
                    certainty: "certain",
                    similarity_per_mille: 1000,
                    days_later: 1,
                    why: "same amount, a day later, same payee",
                },
            ],
        },
    }),
    receipt(RECEIPT.draft, "laptop.jpg", {
        media_type: "image/jpeg",
        state: "read",
        reading: reading({
            payee: field("Hardware Haus", 81),
            date: field("2026-11-24"),
            total: field("1189.00", 42, "T0TAL 1.189,00"),
            source: "picture",
            pages: 1,
            pages_in_file: 1,
            taxes: [],
        }),
        judgement: { proved: false, proof: "nothing", why: "no tax and no lines add up to 1189.00" },
        suggested: {
            certainty: "none",
            matches: [],
            draft: {
                date: "2026-11-24",
                payee: "Hardware Haus",
                amount: "1189.00",
                currency: "EUR",
                account: ACCOUNT.card,
                category: ACCOUNT.travel,
                sure: false,
                because: "2 of 3 like it",
                tags: [],
                note: "",
            },
        },
    }),
    receipt(RECEIPT.broken, "scan.pdf", { state: "unreadable", why: "the PDF is encrypted" }),
];

export const receiptsOf = (book: SampleBook, transaction: number): ReceiptOf[] =>
    book.receipts
        .filter((one) => one.transaction?.no === transaction)
        .map(({ id, name, media_type, bytes, state }) => ({ id, name, media_type, bytes, state }));

/** The smallest PNG. */
const POINT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==";

const base = "*/api/v1/workspaces/:workspace/books/receipts";
type Params = Record<string, string | readonly string[] | undefined>;

async function answered(
    params: Params,
    work: (book: SampleBook) => Response | Promise<Response>,
    writes = false,
): Promise<Response> {
    try {
        const role = world.fleet.find(({ workspace }) => workspace.id === params.workspace)?.workspace.role;
        if (writes && (role === undefined || !atLeast(role, "analyst")))
            return no(403, "forbidden", "your role does not allow this");
        return await work(
            world.books.get(String(params.workspace)) ?? no(404, "not-found", "there is no such book"),
        );
    } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return error.answer;
    }
}

const found = (book: SampleBook, id: unknown): Receipt =>
    book.receipts.find((one) => one.id === id) ?? no(404, "not-found", "there is no such receipt");

/** The one that is meant, in the version that is meant. */
function meant(book: SampleBook, params: Params, request: Request): Receipt {
    const one = found(book, params.id);
    const seen = /^"v(\d+)"$/.exec(request.headers.get("if-match") ?? "")?.[1];
    if (seen !== undefined && Number(seen) !== one.version)
        no(412, "changed", "the receipt has changed since it was read");
    return one;
}
const changed = (one: Receipt, part: Partial<Receipt>): Receipt =>
    Object.assign(one, part, { version: one.version + 1 });

export const receiptHandlers = [
    http.untyped.get(base, ({ params, request }) =>
        answered(params, (book) => {
            const attached = new URL(request.url).searchParams.get("attached");
            const items = book.receipts.filter(
                (one) => attached === null || (one.transaction != null) === (attached === "true"),
            );
            return HttpResponse.json({ items, next: null });
        }),
    ),
    http.untyped.post(base, ({ params, request }) =>
        answered(
            params,
            async (book) => {
                const name = new URL(request.url).searchParams.get("name") ?? "";
                const stop = sentinel(name);
                if (stop !== undefined) throw new Refused(stop);
                const { byteLength } = await request.arrayBuffer();
                const id = `0199d000-0000-7000-8000-0000000001${String(book.receipts.length).padStart(2, "0")}`;
                const made = receipt(id, name, { bytes: byteLength });
                book.receipts.unshift(made);
                return HttpResponse.json(made, { status: 201 });
            },
            true,
        ),
    ),
    http.untyped.get(`${base}/:id`, ({ params }) =>
        answered(params, (book) => HttpResponse.json(found(book, params.id))),
    ),
    // A page of a file that can be looked into is a point of a PNG; the sample of a picture has one, the others have two.
    http.get("/workspaces/{workspace}/books/receipts/{receipt}/pages/{page}", ({ params }) =>
        answered(params, (book) => {
            const one = found(book, params.receipt);
            if (one.state === "unreadable")
                return refuse(422, "not-drawable", `the page cannot be drawn: ${one.why ?? ""}`);
            const pages = one.media_type === "application/pdf" ? 2 : 1;
            if (Number(params.page) > pages)
                return no(404, "not-found", "there is no such page of this receipt");
            return new HttpResponse(
                Uint8Array.from(atob(POINT), (char) => char.charCodeAt(0)),
                {
                    headers: { "content-type": "image/png", "x-pages": String(pages) },
                },
            );
        }),
    ),
    http.untyped.post(`${base}/:id/attach`, ({ params, request }) =>
        answered(
            params,
            async (book) => {
                const one = meant(book, params, request);
                const { transaction } = (await request.json()) as { transaction: number };
                return HttpResponse.json(changed(one, { transaction: { no: transaction, deleted: false } }));
            },
            true,
        ),
    ),
    http.untyped.post(`${base}/:id/detach`, ({ params, request }) =>
        answered(
            params,
            (book) => HttpResponse.json(changed(meant(book, params, request), { transaction: null })),
            true,
        ),
    ),
    http.untyped.post(`${base}/:id/post`, ({ params, request }) =>
        answered(
            params,
            async (book) => {
                const one = meant(book, params, request);
                const content = (await request.json()) as TransactionBody;
                const made = change(book, { do: "post", content });
                const transaction: Transaction | undefined = book.transactions
                    .filter((each) => each.no === made)
                    .map(view)[0];
                changed(one, { transaction: { no: made, deleted: false } });
                return HttpResponse.json({ transaction, receipt: one }, { status: 201 });
            },
            true,
        ),
    ),
    http.untyped.post(`${base}/:id/read`, ({ params }) =>
        answered(
            params,
            (book) =>
                HttpResponse.json(
                    changed(found(book, params.id), {
                        state: "waiting",
                        why: null,
                        reading: null,
                        judgement: null,
                        suggested: null,
                    }),
                ),
            true,
        ),
    ),
    http.untyped.delete(`${base}/:id`, ({ params, request }) =>
        answered(
            params,
            (book) => {
                const one = meant(book, params, request);
                if (one.transaction != null) no(409, "conflict", "detach it from its transaction first");
                book.receipts = book.receipts.filter((each) => each !== one);
                return new HttpResponse(null, { status: 204 });
            },
            true,
        ),
    ),
];
