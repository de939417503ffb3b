/** Bank files: a small reader that knows what the tests send, with verdicts as `skytally-app` gives them. */
import { HttpResponse } from "msw";

import type { Transaction } from "~/api/books";
import type { BankImport, Decision, ImportFacts, ImportLine, ImportPreview } from "~/api/imports";
import { isNegative, negated } from "~/lib/decimal";
import { atLeast } from "~/lib/roles";
import { plusDays } from "~/pages/books/days";

import { change, current, no, Refused, view } from "./books-ledger";
import { ACCOUNT, type SampleBook } from "./books-sample";
import { http, sentinel } from "./http";
import { ID, world } from "./world";

export const IMPORT = {
    looked: "0199b000-0000-7000-8000-000000000001",
    done: "0199b000-0000-7000-8000-000000000002",
};
const base = "*/api/v1/workspaces/:workspace/books/imports";

export function line(no: number, said: Partial<ImportLine>): ImportLine {
    return {
        line: no,
        file_line: no + 1,
        date: "2026-11-24",
        amount: "-10.00",
        currency: "EUR",
        bank_id: null,
        payee: "",
        clean_payee: "",
        text: "",
        raw: `raw line ${no}`,
        verdict: { kind: "new" },
        proposal: null,
        suggestion: null,
        outcome: { kind: "waiting" },
        ...said,
    };
}

const of = (id: string, name: string, more: Partial<BankImport> = {}): BankImport => ({
    id,
    account: ACCOUNT.bank,
    name,
    sha256: "0".repeat(64),
    format: "csv",
    facts: {},
    state: "preview",
    lines: 0,
    posted: 0,
    at: "2026-11-26T09:00:00Z",
    actor: `user:${ID.me}`,
    changed: "2026-11-26T09:00:00Z",
    ...more,
});

const facts: ImportFacts = {
    encoding: "windows-1252",
    dates: "dmy",
    mapping: {
        delimiter: ";",
        header: ["Buchungstag", "Empfänger", "Zweck", "Betrag"],
        dates: "dmy",
        date: 1,
        payee: 2,
        text: [3],
        amount: 4,
    },
    account: "DE02120300000000202051",
    bank: "BYLADEM1001",
    problems: [{ line: 9, message: "the row has too few fields" }],
    notes: [{ line: null, message: "day and month could be either way round; day, month, year was assumed" }],
    left_out: [{ line: 8, why: "the bank has not booked it yet", raw: "26.11.2026;Kiosk;;-2,00" }],
};

/** One that is looked at, with a line of each verdict, and one that is in the books. */
export function sampleImports(): ImportPreview[] {
    const lines = [
        line(1, {
            payee: "AMZN MKTP DE*2K4",
            clean_payee: "Amazon",
            text: "Paper",
            amount: "-12.50",
            raw: "24.11.2026;AMZN MKTP DE*2K4;Paper;-12,50",
            proposal: {
                category: ACCOUNT.cloud,
                payee: null,
                tags: [],
                note: null,
                rules: ["Amazon is cloud"],
            },
        }),
        line(2, {
            payee: "DB Vertrieb GmbH",
            clean_payee: "DB Vertrieb",
            amount: "-59.00",
            suggestion: {
                category: ACCOUNT.travel,
                confidence_per_mille: 900,
                sure: true,
                because: "7 of 8 like it",
            },
        }),
        line(3, { payee: "Unbekannt", clean_payee: "Unbekannt", amount: "1000.00" }),
        line(4, {
            payee: "Linde",
            clean_payee: "Linde",
            amount: "-900.00",
            verdict: { kind: "double", of: { import: IMPORT.done, line: 1 }, certain: true },
        }),
        line(5, {
            payee: "Alder Freight Ltd",
            clean_payee: "Alder Freight",
            amount: "2400.00",
            verdict: { kind: "matches", transaction: 4, similarity_per_mille: 912, days_later: 1 },
        }),
        line(6, {
            payee: "Cafe",
            clean_payee: "Cafe",
            amount: "-24.60",
            verdict: {
                kind: "unsure",
                doubt: "other_payee",
                candidates: [
                    { kind: "transaction", transaction: 7, similarity_per_mille: 480, days_later: 2 },
                    { kind: "line", of: { import: IMPORT.done, line: 1 }, similarity_per_mille: 300 },
                ],
            },
        }),
    ];
    return [
        {
            import: of(IMPORT.looked, "umsaetze.csv", { facts, lines: lines.length }),
            lines,
            breaks: ["the file begins with 100.00 EUR, the books had 90.00 EUR on 2026-11-23"],
        },
        {
            import: of(IMPORT.done, "october.ofx", {
                format: "ofx",
                state: "committed",
                lines: 1,
                posted: 1,
                at: "2026-11-02T09:00:00Z",
            }),
            lines: [
                line(1, {
                    payee: "Hausverwaltung Linde",
                    clean_payee: "Hausverwaltung Linde",
                    amount: "-900.00",
                    date: "2026-10-02",
                    verdict: null,
                    outcome: { kind: "transaction", transaction: 2 },
                }),
            ],
            breaks: [],
        },
    ];
}

const sent = (one: unknown) => HttpResponse.json(one as Record<string, unknown>);

async function answered(
    params: Record<string, string | readonly string[] | undefined>,
    work: (book: SampleBook) => Response | Promise<Response>,
    writes = false,
): Promise<Response> {
    try {
        const book =
            world.books.get(String(params.workspace)) ?? no(404, "not-found", "there is no such book");
        const role = world.fleet.find(({ workspace }) => workspace.id === params.workspace)?.workspace.role;
        if (writes && (role === undefined || !atLeast(role, "analyst")))
            no(403, "forbidden", "your role does not allow this");
        return await work(book);
    } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return error.answer;
    }
}

const found = (book: SampleBook, id: unknown): ImportPreview =>
    book.imports.find((one) => one.import.id === id) ?? no(404, "not-found", "there is no such import");

/** `day;payee;text;amount` a line; a file that says no amounts is none. */
function readFile(text: string, dates: string): ImportLine[] {
    const rows = text.trim().split("\n").slice(1);
    return rows.map((row, index) => {
        const [day = "", payee = "", words = "", amount = ""] = row.split(";");
        const [a = "", b = "", year = ""] = day.split(".");
        if (year === "") no(422, "bad-value", "it is no bank file that Skytally knows", "file");
        return line(index + 1, {
            date: dates === "mdy" ? `${year}-${a}-${b}` : `${year}-${b}-${a}`,
            payee,
            clean_payee: payee,
            text: words,
            amount,
            raw: row,
        });
    });
}

function end(book: SampleBook, preview: ImportPreview, one: ImportLine, said: Decision | undefined): boolean {
    const verdict = one.verdict?.kind ?? "new";
    const post = said?.as === "post" || (said === undefined && verdict === "new");
    if (post) {
        const role = isNegative(one.amount) ? "unsorted-expense" : "unsorted-income";
        const sure = one.suggestion?.sure === true ? one.suggestion.category : undefined;
        const category =
            (said?.as === "post" ? said.category : undefined) ??
            one.proposal?.category ??
            sure ??
            book.accounts.find((account) => (account.role as string | null) === role)?.no ??
            0;
        const transaction = change(book, {
            do: "post",
            content: {
                date: one.date,
                payee: (said?.as === "post" ? said.payee : undefined) ?? one.clean_payee,
                note: one.text,
                tags: [],
                postings: [
                    { account: preview.import.account, amount: one.amount, currency: one.currency },
                    { account: category, amount: negated(one.amount), currency: one.currency },
                ],
            },
        });
        one.outcome = { kind: "transaction", transaction };
    } else if (said?.as === "matches") one.outcome = { kind: "transaction", transaction: said.transaction };
    else if (said?.as === "same_as")
        one.outcome = { kind: "double", of: { import: said.import, line: said.of } };
    else if (said?.as === "set_aside") one.outcome = { kind: "set_aside" };
    else if (one.verdict?.kind === "matches")
        one.outcome = { kind: "transaction", transaction: one.verdict.transaction };
    else if (one.verdict?.kind === "double") one.outcome = { kind: "double", of: one.verdict.of };
    if (one.outcome.kind !== "waiting") one.verdict = null;
    return post;
}

/** Posts the opening balance that an import offers: only where the account has nothing in the books up to its first day. */
function begin(book: SampleBook, { import: { account }, opening }: ImportPreview): void {
    if (opening == null) return no(422, "bad-value", "the import offers no opening balance", "opening");
    const { date, amount, currency } = opening;
    const first = plusDays(date, 1);
    const begun = book.transactions
        .flatMap((one) => current(one) ?? [])
        .some((one) => one.date <= first && one.postings.some((posting) => posting.account === account));
    if (begun)
        no(
            409,
            "conflict",
            `the books have transactions on the account up to ${date} by now: an opening balance would be counted twice`,
        );
    opening.transaction = change(book, {
        do: "post",
        content: {
            date,
            payee: "",
            note: "Opening balance",
            tags: [],
            postings: [
                { account, amount, currency },
                { account: ACCOUNT.opening, amount: negated(amount), currency },
            ],
        },
    });
}

export const importHandlers = [
    http.untyped.get(base, ({ params, request }) =>
        answered(params, (book) => {
            const from = Number(new URL(request.url).searchParams.get("cursor") ?? 0);
            return sent({ items: book.imports.slice(from).map((one) => one.import), next: null });
        }),
    ),
    http.untyped.post(base, ({ params, request }) =>
        answered(
            params,
            async (book) => {
                const query = new URL(request.url).searchParams;
                if (request.headers.get("content-type") !== "application/octet-stream")
                    no(415, "unsupported-media-type", "the file is sent as bytes");
                const name = query.get("name") ?? "";
                const stop = sentinel(name);
                if (stop !== undefined) throw new Refused(stop);
                const text = new TextDecoder().decode(await request.arrayBuffer());
                const mapping = query.get("mapping");
                const dates =
                    (mapping === null ? undefined : (JSON.parse(mapping) as { dates?: string }).dates) ??
                    query.get("dates") ??
                    "dmy";
                const lines = readFile(text, dates);
                const id = `0199b000-0000-7000-8000-0000000001${String(book.imports.length).padStart(2, "0")}`;
                const made: ImportPreview = {
                    import: of(id, name, {
                        account: Number(query.get("account")),
                        lines: lines.length,
                        facts: {
                            encoding: "utf-8",
                            dates: dates as "dmy",
                            mapping: {
                                header: ["Day", "Who", "What", "Amount"],
                                dates: dates as "dmy",
                                date: 1,
                            },
                        },
                    }),
                    lines,
                    breaks: [],
                };
                book.imports.unshift(made);
                return HttpResponse.json(made, { status: 201 });
            },
            true,
        ),
    ),
    http.untyped.get(`${base}/:id`, ({ params }) => answered(params, (book) => sent(found(book, params.id)))),
    http.untyped.post(`${base}/:id/commit`, ({ params, request }) =>
        answered(
            params,
            async (book) => {
                const preview = found(book, params.id);
                const { decisions = [], opening = false } = (await request.json()) as {
                    decisions?: Decision[];
                    opening?: boolean;
                };
                if (preview.import.state === "preview") {
                    const until = book.closedUntil;
                    const shut = preview.lines.find((one) => until !== null && one.date <= until);
                    if (shut !== undefined)
                        no(
                            409,
                            "conflict",
                            `the books are closed up to ${until ?? ""}: line ${shut.line} is before`,
                        );
                    if (opening) begin(book, preview);
                    const posted = preview.lines.filter((one) =>
                        end(
                            book,
                            preview,
                            one,
                            decisions.find((each) => each.line === one.line),
                        ),
                    );
                    preview.import.posted = posted.length + (opening ? 1 : 0);
                    preview.import.state = "committed";
                }
                return sent(preview.import);
            },
            true,
        ),
    ),
    http.untyped.post(`${base}/:id/answers`, ({ params, request }) =>
        answered(
            params,
            async (book) => {
                const preview = found(book, params.id);
                const { decisions } = (await request.json()) as { decisions: Decision[] };
                if (preview.import.state !== "committed")
                    no(409, "conflict", "the import is not in the books yet");
                for (const said of decisions) {
                    const one = preview.lines.find(({ line }) => line === said.line);
                    if (one?.outcome.kind !== "waiting")
                        return no(409, "conflict", `line ${said.line} does not wait for an answer any more`);
                    if (end(book, preview, one, said)) preview.import.posted += 1;
                }
                return sent(preview.import);
            },
            true,
        ),
    ),
    http.untyped.delete(`${base}/:id`, ({ params }) =>
        answered(
            params,
            (book) => {
                const preview = found(book, params.id);
                if (preview.import.state !== "preview")
                    no(409, "conflict", "the import is or was in the books");
                book.imports = book.imports.filter((one) => one !== preview);
                return new HttpResponse(null, { status: 204 });
            },
            true,
        ),
    ),
    http.untyped.post(`${base}/:id/undo`, ({ params }) =>
        answered(
            params,
            (book) => {
                const preview = found(book, params.id);
                const nos = preview.lines.flatMap(({ outcome }) =>
                    outcome.kind === "transaction" ? [outcome.transaction] : [],
                );
                if (preview.opening?.transaction != null) nos.push(preview.opening.transaction);
                const posted = book.transactions.filter((one) => nos.includes(one.no));
                const live = posted.map((one): Transaction => view(one)).filter((one) => !one.deleted);
                const kept = live.find((one) => one.postings.some(({ state }) => state === "reconciled"));
                if (kept !== undefined)
                    no(
                        409,
                        "conflict",
                        `transaction ${kept.no} is reconciled with a statement: take that back first`,
                    );
                for (const one of live)
                    change(book, { do: "delete", transaction: one.no, version: one.version });
                preview.import.state = "undone";
                return sent(preview.import);
            },
            true,
        ),
    ),
];
