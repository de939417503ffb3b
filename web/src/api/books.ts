/** The books of a workspace: accounts, the register, what is written into it, closing and checking. */
import { type InfiniteData, queryOptions, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef } from "react";

import { api, call, idempotencyKey, ifMatch, patientFetch } from "./client";
import { keys } from "./keys";
import { PAGE_ROWS, pagesQuery } from "./pages";
import { asProblem } from "./problem";
import type { ReceiptOf } from "./receipts";
import type { Page, Schema } from "./types";

export type Book = Schema<"BookView">;
export type LedgerAccount = Schema<"LedgerAccountView">;
export type LedgerKind = Schema<"LedgerKind">;
export type Amount = Schema<"AmountView">;
export type Transaction = Schema<"TransactionView">;
export type TransactionBody = Schema<"TransactionBody">;
export type PostingBody = Schema<"PostingBody">;
export type JournalEntry = Omit<Schema<"EntryView">, "kind"> & { kind: "post" | "reverse" | "mark" };
export interface TransactionHistory {
    now: Transaction;
    /** The oldest first. */
    history: JournalEntry[];
    /** The newest first. */
    receipts: ReceiptOf[];
}
export type Closing = Schema<"ClosingView">;
export type BooksReport = Schema<"BooksReportView">;
export type StatementCheck = Schema<"StatementCheckView">;
export type Uncleared = Schema<"UnclearedView">;
export type LedgerChange = Schema<"ChangeBody">;
export type ChartName = "business" | "personal" | "empty";
export type PostingState = "uncleared" | "cleared" | "reconciled";

/** Most transactions of one call. */
export const CHANGES_MAX = 1_000;
/** How many transactions are read at once where each is asked for by itself. */
const AT_ONCE = 6;

export interface RegisterFilter {
    account?: string;
    q?: string;
    from?: string;
    to?: string;
    deleted?: boolean;
    state?: PostingState;
}

export const bookQuery = (workspace: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "books", "book"),
        queryFn: ({ signal }) =>
            call(api.GET("/workspaces/{workspace}/books", { params: { path: { workspace } }, signal })),
    });

/** With the balances at the end of a day, or with all that is in the books. */
export const ledgerAccountsQuery = (workspace: string, on?: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "books", "accounts", on ?? "all"),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/books/accounts", {
                    params: { path: { workspace }, query: on === undefined ? {} : { on } },
                    signal,
                }),
            ),
    });

export const registerQuery = (workspace: string, filter: RegisterFilter) =>
    pagesQuery<Transaction>(keys.of(workspace, "books", "register", filter), (cursor, signal) =>
        call(
            api.GET("/workspaces/{workspace}/books/transactions", {
                params: {
                    path: { workspace },
                    query: { ...filter, limit: PAGE_ROWS, ...(cursor === undefined ? {} : { cursor }) },
                },
                signal,
            }),
        ),
    );

/** The newest few of a filter. */
export const fewTransactionsQuery = (workspace: string, filter: RegisterFilter, limit: number) =>
    queryOptions({
        queryKey: keys.of(workspace, "books", "few", filter, limit),
        queryFn: ({ signal }) => findTransactions(workspace, filter, limit, signal),
    });

export const findTransactions = (
    workspace: string,
    filter: RegisterFilter,
    limit: number,
    signal: AbortSignal,
) =>
    call(
        api.GET("/workspaces/{workspace}/books/transactions", {
            params: { path: { workspace }, query: { ...filter, limit } },
            signal,
        }),
    );

export const transactionQuery = (workspace: string, transaction: number) =>
    queryOptions({
        queryKey: keys.of(workspace, "books", "transaction", transaction),
        queryFn: ({ signal }) => readTransaction(workspace, transaction, signal),
    });

const readTransaction = async (
    workspace: string,
    transaction: number,
    signal?: AbortSignal,
): Promise<TransactionHistory> => {
    const read = await call(
        api.GET("/workspaces/{workspace}/books/transactions/{transaction}", {
            params: { path: { workspace, transaction } },
            ...(signal === undefined ? {} : { signal }),
        }),
    );
    // The type made of an inlined enum is not the texts that it is.
    return read;
};

export const closingsQuery = (workspace: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "books", "closings"),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/books/closings", {
                    params: { path: { workspace } },
                    signal,
                }),
            ),
    });

/** Reads every entry. It takes a while, so no event makes it old by itself: what it found, it found then. */
export const booksCheckQuery = (workspace: string) =>
    queryOptions({
        queryKey: keys.asked(workspace, "books-check"),
        queryFn: async ({ signal }) => ({
            report: await call(
                api.GET("/workspaces/{workspace}/books/check", {
                    params: { path: { workspace } },
                    signal,
                    fetch: patientFetch,
                }),
            ),
            at: new Date().toISOString(),
        }),
        staleTime: Infinity,
    });

/**
 * What is written into the books. Every write has a key of its own, which stays the same while the same content is sent again
 * after a failure: a write whose answer was lost is done once.
 */
export function useBooksWriting(workspace: string) {
    const client = useQueryClient();
    const unanswered = useRef(new Map<string, string>());
    return useMemo(() => {
        const path = { workspace };
        const anew = (): void => {
            void client.invalidateQueries({ queryKey: keys.of(workspace, "books") });
            void client.invalidateQueries({ queryKey: keys.of(workspace, "audit") });
        };
        /** Shows one as it is now wherever it stands, before all is read anew. */
        const put = (now: Transaction): Transaction => {
            client.setQueriesData<InfiniteData<Page<Transaction>>>(
                { queryKey: keys.of(workspace, "books", "register") },
                (old) =>
                    old && {
                        ...old,
                        pages: old.pages.map((page) => ({
                            ...page,
                            items: page.items.map((one) =>
                                one.no === now.no
                                    ? { ...now, ...(one.balance ? { balance: one.balance } : {}) }
                                    : one,
                            ),
                        })),
                    },
            );
            return now;
        };
        const write = async <T>(content: unknown, send: (key: string) => Promise<T>): Promise<T> => {
            const same = JSON.stringify(content);
            const key = unanswered.current.get(same) ?? crypto.randomUUID();
            unanswered.current.set(same, key);
            try {
                const answer = await send(key);
                unanswered.current.delete(same);
                anew();
                return answer;
            } catch (error) {
                // Refused because of what has changed meanwhile: what is shown is old.
                if ([404, 409, 412].includes(asProblem(error).status)) anew();
                throw error;
            }
        };
        const one = (transaction: number, version: number, key: string) => ({
            path: { workspace, transaction },
            header: {
                "If-Match": ifMatch(version)["if-match"],
                "Idempotency-Key": idempotencyKey(key)["idempotency-key"],
            },
        });
        const many = (key: string) => ({ path, header: { "Idempotency-Key": key } });

        const post = (body: TransactionBody) =>
            write(["post", body], (key) =>
                call(api.POST("/workspaces/{workspace}/books/transactions", { params: many(key), body })),
            );
        const edit = (no: number, version: number, body: TransactionBody) =>
            write(["edit", no, version, body], (key) =>
                call(
                    api.PUT("/workspaces/{workspace}/books/transactions/{transaction}", {
                        params: one(no, version, key),
                        body,
                    }),
                ).then(put),
            );
        const remove = (no: number, version: number) =>
            write(["delete", no, version], (key) =>
                call(
                    api.DELETE("/workspaces/{workspace}/books/transactions/{transaction}", {
                        params: one(no, version, key),
                    }),
                ),
            );
        const undo = (no: number, version: number) =>
            write(["undo", no, version], (key) =>
                call(
                    api.POST("/workspaces/{workspace}/books/transactions/{transaction}/undo", {
                        params: one(no, version, key),
                    }),
                ),
            );
        const changes = (list: LedgerChange[]) =>
            write(["changes", list], (key) =>
                call(
                    api.POST("/workspaces/{workspace}/books/changes", {
                        params: many(key),
                        body: { changes: list },
                    }),
                ),
            );
        const marks = (transactions: number[], account: number, state: PostingState) =>
            write(["marks", transactions, account, state], (key) =>
                call(
                    api.POST("/workspaces/{workspace}/books/marks", {
                        params: many(key),
                        body: { transactions, account, state },
                    }),
                ),
            );
        /** Takes the last change of each back: by the versions that they have now. */
        const undoMany = async (transactions: readonly number[]) => {
            const list: LedgerChange[] = [];
            for (let at = 0; at < transactions.length; at += AT_ONCE) {
                const read = await Promise.all(
                    transactions.slice(at, at + AT_ONCE).map((no) => readTransaction(workspace, no)),
                );
                list.push(
                    ...read.map(({ now }) => ({
                        do: "undo" as const,
                        transaction: now.no,
                        version: now.version,
                    })),
                );
            }
            return changes(list);
        };

        const open = async (currency: string, chart: ChartName) => {
            const book = await call(
                api.POST("/workspaces/{workspace}/books", {
                    params: { path },
                    // The type made of an inlined enum is narrower than what the document says.
                    body: { currency, chart: chart },
                }),
            );
            client.setQueryData(bookQuery(workspace).queryKey, book);
            anew();
            return book;
        };
        const addAccount = async (body: Schema<"NewLedgerAccountBody">) => {
            const made = await call(
                api.POST("/workspaces/{workspace}/books/accounts", { params: { path }, body }),
            );
            anew();
            return made;
        };
        const changeAccount = async (account: number, version: number, body: Schema<"LedgerAccountBody">) => {
            try {
                return await call(
                    api.PUT("/workspaces/{workspace}/books/accounts/{ledger_account}", {
                        params: {
                            path: { workspace, ledger_account: account },
                            header: { "If-Match": ifMatch(version)["if-match"] },
                        },
                        body,
                    }),
                );
            } finally {
                anew();
            }
        };
        const close = async (until: string | null) => {
            const book = await call(
                api.PUT("/workspaces/{workspace}/books/closed", { params: { path }, body: { until } }),
            );
            client.setQueryData(bookQuery(workspace).queryKey, book);
            anew();
            return book;
        };
        const rebuild = async () => {
            await call(
                api.POST("/workspaces/{workspace}/books/rebuild", { params: { path }, fetch: patientFetch }),
            );
            anew();
        };
        return {
            post,
            edit,
            remove,
            undo,
            changes,
            marks,
            undoMany,
            open,
            addAccount,
            changeAccount,
            close,
            rebuild,
        };
    }, [client, workspace]);
}

export type BooksWriting = ReturnType<typeof useBooksWriting>;
