/** The books: what the ledger of `books-ledger.ts` says and does, as the API. */
import { HttpResponse } from "msw";

import type { Transaction, TransactionBody } from "~/api/books";
import type { Schema } from "~/api/types";
import { sumOf } from "~/lib/decimal";
import { atLeast } from "~/lib/roles";

import { clearingOf, statementsOf } from "./books-check";
import { change, current, fullName, mark, no, Refused, view } from "./books-ledger";
import { emptyBook, type SampleBook } from "./books-sample";
import { http, sentinel } from "./http";
import { receiptsOf } from "./receipts";
import { world } from "./world";

const base = "*/api/v1/workspaces/:workspace/books";
type Params = Record<string, string | readonly string[] | undefined>;

const bookOf = (params: Params): SampleBook =>
    world.books.get(String(params.workspace)) ?? no(404, "not-found", "there is no such book");

function may(params: Params, least: "analyst" | "admin"): void {
    const role = world.fleet.find(({ workspace }) => workspace.id === params.workspace)?.workspace.role;
    if (role === undefined || !atLeast(role, least)) no(403, "forbidden", "your role does not allow this");
}

const versionSeen = (request: Request): number =>
    Number(
        /^"v(\d+)"$/.exec(request.headers.get("if-match") ?? "")?.[1] ??
            no(428, "version-needed", "say the version"),
    );

/** An answer, or the refusal that was thrown on the way to it. All of a write is done, or nothing. */
async function answered(params: Params, work: () => Response | Promise<Response>): Promise<Response> {
    const book = world.books.get(String(params.workspace));
    const before = book === undefined ? undefined : structuredClone({ ...book, written: undefined });
    try {
        return await work();
    } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (book !== undefined && before !== undefined)
            Object.assign(book, before, { written: book.written });
        return error.answer;
    }
}

/** Done once a key: the same again gives the first answer. */
function once(
    book: SampleBook,
    request: Request,
    sent: unknown,
    write: () => unknown,
    status = 200,
): Response {
    const key = request.headers.get("idempotency-key");
    const text = JSON.stringify([request.method, new URL(request.url).pathname, sent]);
    const before = key === null ? undefined : book.written.get(key);
    if (before !== undefined && before.sent !== text)
        no(422, "key-reused", "the idempotency key was used for something else");
    const answer = before?.answer ?? write();
    if (key !== null) book.written.set(key, { sent: text, answer });
    return HttpResponse.json(answer as Record<string, unknown>, { status });
}

const viewOf = (book: SampleBook, transaction: number): Transaction =>
    view(
        book.transactions.find((one) => one.no === transaction) ??
            no(404, "not-found", "there is no such transaction"),
    );

export function bookView(book: SampleBook | undefined): Schema<"BookView"> {
    if (book === undefined)
        return { opened: null, currency: null, closed_until: null, entries: null, head: null };
    return {
        opened: book.opened,
        currency: book.currency,
        closed_until: book.closedUntil,
        entries: book.entries,
        head: headOf(book),
    };
}
const headOf = (book: SampleBook): string => book.entries.toString(16).padStart(64, "0");

export function accountViews(book: SampleBook, on: string | null): Schema<"LedgerAccountView">[] {
    const postings = book.transactions
        .flatMap((transaction) => current(transaction) ?? [])
        .filter(({ date }) => on === null || date <= on)
        .flatMap((entry) => entry.postings);
    const sumsOf = (nos: readonly number[]): Schema<"AmountView">[] => {
        const own = postings.filter(({ account }) => nos.includes(account));
        return [...new Set(own.map(({ currency }) => currency))]
            .sort()
            .map((currency) => ({
                amount: sumOf(own.filter((one) => one.currency === currency).map(({ amount }) => amount)),
                currency,
            }))
            .filter(({ amount }) => /[1-9]/.test(amount));
    };
    return book.accounts.map((account) => ({
        ...account,
        full_name: fullName(book, account.no),
        own: sumsOf([account.no]),
        total: sumsOf(partsOf(book, account.no)),
    }));
}

const partsOf = (book: SampleBook, account: number): number[] => [
    account,
    ...book.accounts.filter(({ parent }) => parent === account).flatMap((part) => partsOf(book, part.no)),
];

function register(book: SampleBook, url: URL): Schema<"Page_TransactionView"> {
    const get = (name: string): string | null => url.searchParams.get(name);
    const asked = get("account")?.split(",").map(Number) ?? [];
    const accounts = get("parts") === "false" ? asked : asked.flatMap((one) => partsOf(book, one));
    const words = (get("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const found = book.transactions
        .map(view)
        .filter(
            (one) =>
                one.deleted === (get("deleted") === "true") &&
                (accounts.length === 0 || one.postings.some(({ account }) => accounts.includes(account))) &&
                one.date >= (get("from") ?? "") &&
                one.date <= (get("to") ?? "9999") &&
                (get("state") === null ||
                    one.postings.some(
                        ({ account, state }) =>
                            state === get("state") && (accounts.length === 0 || accounts.includes(account)),
                    )) &&
                words.every((word) =>
                    [one.payee, one.note, ...one.tags, ...one.postings.map(({ memo }) => memo)]
                        .join(" ")
                        .toLowerCase()
                        .split(/[\s,.;:/-]+/)
                        .some((text) => text.startsWith(word)),
                ),
        )
        .sort((a, b) => (a.date === b.date ? b.no - a.no : a.date < b.date ? 1 : -1));
    const from = Number(get("cursor") ?? 0);
    const to = from + Number(get("limit") ?? 50);
    const plain = words.length === 0 && get("state") === null && get("deleted") !== "true";
    const [account] = asked;
    const items = found.slice(from, to).map((one) => {
        if (!plain || account === undefined || asked.length !== 1 || accounts.length !== 1) return one;
        // All that is not newer than this one, whatever days were asked for.
        const older = book.transactions
            .map(view)
            .filter(
                (each) =>
                    !each.deleted && (each.date < one.date || (each.date === one.date && each.no <= one.no)),
            )
            .flatMap(({ postings }) => postings)
            .filter((posting) => posting.account === account);
        const balance = [...new Set(older.map(({ currency }) => currency))].map((currency) => ({
            amount: sumOf(older.filter((each) => each.currency === currency).map(({ amount }) => amount)),
            currency,
        }));
        return { ...one, balance: balance.filter(({ amount }) => /[1-9]/.test(amount)) };
    });
    return { items, next: to < found.length ? String(to) : null };
}

/** What the accounts' names and places must be. */
function fits(book: SampleBook, name: string, parent: number | null, kind: string, itself?: number): void {
    const stop = sentinel(name);
    if (stop !== undefined) throw new Refused(stop);
    if (name.includes(":")) no(409, "conflict", "the name of a ledger account has no colon");
    if (parent !== null && book.accounts.find((one) => one.no === parent)?.kind !== kind)
        no(409, "conflict", "a ledger account is of the same kind as what it is a part of");
    if (parent !== null && itself !== undefined && partsOf(book, itself).includes(parent))
        no(409, "conflict", "a ledger account cannot be a part of itself");
    if (
        book.accounts.some(
            (one) =>
                one.no !== itself &&
                one.kind === kind &&
                (one.parent ?? null) === parent &&
                one.name === name,
        )
    )
        no(409, "conflict", `there is a ledger account "${name}" at this place already`);
}

const body = async <T>(request: Request): Promise<T> => (await request.json()) as T;

export const bookHandlers = [
    http.get("/workspaces/{workspace}/books", ({ params, response }) =>
        response(200).json(bookView(world.books.get(params.workspace))),
    ),
    http.untyped.post(base, ({ request, params }) =>
        answered(params, async () => {
            may(params, "admin");
            const { currency, chart } = await body<Schema<"OpenBody">>(request);
            if (world.books.has(String(params.workspace))) no(409, "conflict", "the books are open already");
            const book = emptyBook(currency, chart === "empty");
            world.books.set(String(params.workspace), book);
            return HttpResponse.json(bookView(book), { status: 201 });
        }),
    ),
    http.get("/workspaces/{workspace}/books/accounts", ({ params, query, response }) => {
        const book = world.books.get(params.workspace);
        return response(200).json({ items: book === undefined ? [] : accountViews(book, query.get("on")) });
    }),
    http.untyped.post(`${base}/accounts`, ({ request, params }) =>
        answered(params, async () => {
            may(params, "admin");
            const book = bookOf(params);
            const wanted = await body<Schema<"NewLedgerAccountBody">>(request);
            fits(book, wanted.name, wanted.parent ?? null, wanted.kind);
            const number = Math.max(...book.accounts.map((one) => one.no)) + 1;
            book.accounts.push({
                no: number,
                parent: wanted.parent ?? null,
                kind: wanted.kind,
                name: wanted.name,
                currency: wanted.currency ?? null,
                role: null,
                closed: null,
                note: wanted.note ?? "",
                version: 1,
            });
            const made = accountViews(book, null).find((one) => one.no === number);
            return HttpResponse.json(made, { status: 201 });
        }),
    ),
    http.untyped.put(`${base}/accounts/:account`, ({ request, params }) =>
        answered(params, async () => {
            may(params, "admin");
            const book = bookOf(params);
            const wanted = await body<Schema<"LedgerAccountBody">>(request);
            const now = book.accounts.find((one) => one.no === Number(params.account));
            if (now === undefined) return no(404, "not-found", "there is no such ledger account");
            if (now.version !== versionSeen(request))
                no(412, "changed", "the ledger account has changed since it was read");
            fits(book, wanted.name, wanted.parent ?? null, now.kind, now.no);
            const later = book.transactions
                .flatMap((one) => current(one) ?? [])
                .some(
                    ({ date, postings }) =>
                        wanted.closed != null &&
                        date > wanted.closed &&
                        postings.some(({ account }) => account === now.no),
                );
            if (later) no(409, "conflict", `there are postings after ${wanted.closed ?? ""}`);
            Object.assign(now, {
                name: wanted.name,
                parent: wanted.parent ?? null,
                closed: wanted.closed ?? null,
                note: wanted.note ?? "",
                version: now.version + 1,
            });
            return HttpResponse.json(accountViews(book, null).find((one) => one.no === now.no));
        }),
    ),
    http.untyped.get(`${base}/transactions`, ({ request, params }) =>
        answered(params, () => HttpResponse.json(register(bookOf(params), new URL(request.url)))),
    ),
    http.untyped.post(`${base}/transactions`, ({ request, params }) =>
        answered(params, async () => {
            may(params, "analyst");
            const book = bookOf(params);
            const content = await body<TransactionBody>(request);
            return once(
                book,
                request,
                content,
                () => viewOf(book, change(book, { do: "post", content })),
                201,
            );
        }),
    ),
    http.untyped.get(`${base}/transactions/:transaction`, ({ params }) =>
        answered(params, () => {
            const book = bookOf(params);
            const now = viewOf(book, Number(params.transaction));
            const history = book.transactions.find((one) => one.no === now.no)?.entries ?? [];
            return HttpResponse.json({ now, history, receipts: receiptsOf(book, now.no) });
        }),
    ),
    http.untyped.put(`${base}/transactions/:transaction`, ({ request, params }) =>
        answered(params, async () => {
            may(params, "analyst");
            const book = bookOf(params);
            const content = await body<TransactionBody>(request);
            const [transaction, version] = [Number(params.transaction), versionSeen(request)];
            return once(book, request, [version, content], () =>
                viewOf(book, change(book, { do: "edit", transaction, version, content })),
            );
        }),
    ),
    http.untyped.delete(`${base}/transactions/:transaction`, ({ request, params }) =>
        answered(params, () => {
            may(params, "analyst");
            const book = bookOf(params);
            const [transaction, version] = [Number(params.transaction), versionSeen(request)];
            return once(book, request, version, () =>
                viewOf(book, change(book, { do: "delete", transaction, version })),
            );
        }),
    ),
    http.untyped.post(`${base}/transactions/:transaction/undo`, ({ request, params }) =>
        answered(params, () => {
            may(params, "analyst");
            const book = bookOf(params);
            const [transaction, version] = [Number(params.transaction), versionSeen(request)];
            return once(book, request, version, () =>
                viewOf(book, change(book, { do: "undo", transaction, version })),
            );
        }),
    ),
    http.untyped.post(`${base}/changes`, ({ request, params }) =>
        answered(params, async () => {
            may(params, "analyst");
            const book = bookOf(params);
            const { changes } = await body<Schema<"ChangesBody">>(request);
            return once(book, request, changes, () => {
                const before = book.entries;
                const transactions = changes.map((one) => change(book, one));
                return { transactions, entries: book.entries - before, repeated: false };
            });
        }),
    ),
    http.untyped.post(`${base}/marks`, ({ request, params }) =>
        answered(params, async () => {
            may(params, "analyst");
            const book = bookOf(params);
            const { transactions, account, state } = await body<Schema<"MarksBody">>(request);
            return once(book, request, [transactions, account, state], () => {
                const before = book.entries;
                for (const transaction of transactions) {
                    const found = book.transactions.find((one) => one.no === transaction);
                    if (found === undefined) return no(404, "not-found", "there is no such transaction");
                    mark(book, found, account, state);
                }
                return { transactions, entries: book.entries - before, repeated: false };
            });
        }),
    ),
    http.untyped.get(`${base}/check`, ({ params }) =>
        answered(params, () => {
            const book = bookOf(params);
            return HttpResponse.json({
                entries: book.entries,
                transactions: book.transactions.filter((one) => current(one) !== undefined).length,
                head: headOf(book),
                faults: book.faults,
                fault_count: book.faults.length,
                statements: statementsOf(book),
                clearing: clearingOf(book),
            });
        }),
    ),
    http.untyped.put(`${base}/closed`, ({ request, params }) =>
        answered(params, async () => {
            may(params, "admin");
            const book = bookOf(params);
            const { until = null } = await body<Schema<"CloseBody">>(request);
            if (book.closedUntil === until)
                no(
                    409,
                    "conflict",
                    until === null ? "no period is closed" : `the books are closed up to ${until} already`,
                );
            book.closedUntil = until;
            book.closings.unshift({
                until,
                at: "2026-11-27T09:00:00Z",
                actor: `user:${world.me?.id ?? ""}`,
                entries: book.entries,
                postings: 4,
                sums: [{ amount: "11800.00", currency: "EUR" }],
                head: headOf(book),
            });
            return HttpResponse.json(bookView(book));
        }),
    ),
    http.untyped.get(`${base}/closings`, ({ params }) =>
        HttpResponse.json({ items: world.books.get(String(params.workspace))?.closings ?? [] }),
    ),
    http.untyped.post(`${base}/rebuild`, ({ params }) =>
        answered(params, () => {
            may(params, "admin");
            bookOf(params).rebuilt += 1;
            return new HttpResponse(null, { status: 204 });
        }),
    ),
];
