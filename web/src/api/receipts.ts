/** Receipts: kept, read in the background, matched, posted. */
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import type { Transaction, TransactionBody } from "./books";
import { api, call, idempotencyKey, ifMatch, keptFetch, patientFetch } from "./client";
import { keys } from "./keys";
import { PAGE_ROWS, pagesQuery } from "./pages";
import { asProblem } from "./problem";
import type { Page, Schema } from "./types";

export type ReceiptState = "waiting" | "reading" | "read" | "unreadable" | "not_read";
export type Certainty = "none" | "likely" | "certain";
export type ReceiptField = Schema<"ReceiptFieldView">;
export type ReceiptReading = Omit<Schema<"ReceiptReadingView">, "source"> & { source: string };
export type ReceiptMatch = Omit<Schema<"ReceiptMatchView">, "certainty"> & { certainty: Certainty };
export type ReceiptDraft = Schema<"ReceiptDraftView">;
// The types made of inlined enums are not the texts that they are.
export type Receipt = Omit<Schema<"ReceiptView">, "state" | "reading" | "judgement" | "suggested"> & {
    state: ReceiptState;
    reading?: ReceiptReading | null;
    judgement?: { proved: boolean; proof: string; why: string } | null;
    suggested?: { certainty: Certainty; matches: ReceiptMatch[]; draft?: ReceiptDraft | null } | null;
};
/** A receipt as its transaction names it. */
export type ReceiptOf = Omit<Schema<"ReceiptOfView">, "state"> & { state: ReceiptState };

export interface ReceiptsFilter {
    state?: ReceiptState;
    attached?: boolean;
}

export const RECEIPT_TYPES = "image/*,application/pdf";
const NAME_MAX_CHARS = 200;
/** How often one looks whether it was read, where no event said so. */
const LOOK_EVERY_MS = 3_000;

export const isUnderWay = ({ state }: { state: ReceiptState }): boolean =>
    state === "waiting" || state === "reading";

export const receiptsQuery = (workspace: string, filter: ReceiptsFilter) => ({
    ...pagesQuery<Receipt>(keys.of(workspace, "books", "receipts", filter), async (cursor, signal) => {
        const page = await call(
            api.GET("/workspaces/{workspace}/books/receipts", {
                params: {
                    path: { workspace },
                    query: {
                        limit: PAGE_ROWS,
                        ...(filter as object),
                        ...(cursor === undefined ? {} : { cursor }),
                    },
                },
                signal,
            }),
        );
        return page;
    }),
    refetchInterval: (query: { state: { data?: { pages: Page<Receipt>[] } | undefined } }) =>
        query.state.data?.pages.some(({ items }) => items.some(isUnderWay)) === true ? LOOK_EVERY_MS : false,
});

export const receiptQuery = (workspace: string, receipt: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "books", "receipt", receipt),
        queryFn: async ({ signal }) =>
            (await call(
                api.GET("/workspaces/{workspace}/books/receipts/{receipt}", {
                    params: { path: { workspace, receipt } },
                    signal,
                }),
            )) as unknown as Receipt,
        refetchInterval: ({ state }) =>
            state.data !== undefined && isUnderWay(state.data) ? LOOK_EVERY_MS : false,
    });

/** A page as a picture, and how many pages there are. The same file has the same pages for ever. */
export const receiptPageQuery = (workspace: string, receipt: string, page: number) =>
    queryOptions({
        queryKey: keys.asked(workspace, "receipt page", receipt, page),
        queryFn: async ({ signal }) => {
            const pending = api.GET("/workspaces/{workspace}/books/receipts/{receipt}/pages/{page}", {
                params: { path: { workspace, receipt, page } },
                parseAs: "blob",
                fetch: keptFetch,
                signal,
            });
            const picture = await call(pending);
            const { response } = await pending;
            return { picture, pages: Number(response.headers.get("x-pages")) };
        },
        staleTime: Infinity,
    });

export function useReceipts(workspace: string) {
    const client = useQueryClient();
    return useMemo(() => {
        const anew = (): void => {
            void client.invalidateQueries({ queryKey: keys.of(workspace, "books") });
            void client.invalidateQueries({ queryKey: keys.of(workspace, "audit") });
        };
        const done = async <T>(pending: Promise<unknown>): Promise<T> => {
            try {
                const answer = (await pending) as T;
                anew();
                return answer;
            } catch (error) {
                // Refused because of what has changed meanwhile: what is shown is old.
                if ([404, 409, 412].includes(asProblem(error).status)) anew();
                throw error;
            }
        };
        const one = ({ id, version }: Pick<Receipt, "id" | "version">) => ({
            path: { workspace, receipt: id },
            header: { "If-Match": ifMatch(version)["if-match"] },
        });
        /** Sends the bytes as they are. The same file again gives the receipt that is there. */
        const keep = async (file: File): Promise<Receipt> => {
            const bytes = new Uint8Array(await file.arrayBuffer());
            return done(
                call(
                    api.POST("/workspaces/{workspace}/books/receipts", {
                        params: {
                            path: { workspace },
                            query: { name: file.name.slice(0, NAME_MAX_CHARS) || "receipt" },
                        },
                        headers: { "content-type": "application/octet-stream" },
                        // The type made of a body of bytes is a text; what is sent are the bytes.
                        body: bytes as unknown as string,
                        bodySerializer: (body) => body as unknown as Uint8Array<ArrayBuffer>,
                        fetch: patientFetch,
                    }),
                ),
            );
        };
        const attach = (receipt: Pick<Receipt, "id" | "version">, transaction: number): Promise<Receipt> =>
            done(
                call(
                    api.POST("/workspaces/{workspace}/books/receipts/{receipt}/attach", {
                        params: one(receipt),
                        body: { transaction },
                    }),
                ),
            );
        const detach = (receipt: Pick<Receipt, "id" | "version">): Promise<Receipt> =>
            done(
                call(
                    api.POST("/workspaces/{workspace}/books/receipts/{receipt}/detach", {
                        params: one(receipt),
                    }),
                ),
            );
        /** The key stays the same while the same form is sent again. */
        const post = (
            receipt: Pick<Receipt, "id" | "version">,
            body: TransactionBody,
            key: string,
        ): Promise<{ transaction: Transaction; receipt: Receipt }> => {
            const params = one(receipt);
            return done(
                call(
                    api.POST("/workspaces/{workspace}/books/receipts/{receipt}/post", {
                        params: {
                            ...params,
                            header: {
                                ...params.header,
                                "Idempotency-Key": idempotencyKey(key)["idempotency-key"],
                            },
                        },
                        body,
                    }),
                ),
            );
        };
        const readAgain = (id: string): Promise<Receipt> =>
            done(
                call(
                    api.POST("/workspaces/{workspace}/books/receipts/{receipt}/read", {
                        params: { path: { workspace, receipt: id } },
                    }),
                ),
            );
        const remove = (receipt: Pick<Receipt, "id" | "version">): Promise<unknown> =>
            done(
                call(
                    api.DELETE("/workspaces/{workspace}/books/receipts/{receipt}", { params: one(receipt) }),
                ),
            );
        return { keep, attach, detach, post, readAgain, remove };
    }, [client, workspace]);
}
