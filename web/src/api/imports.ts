/** Bank files: read, looked at, brought into the books, taken back. */
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { api, call, patientFetch } from "./client";
import { keys } from "./keys";
import { PAGE_ROWS, pagesQuery } from "./pages";
import { asProblem } from "./problem";
import type { Schema } from "./types";

export type DateOrder = "dmy" | "mdy" | "ymd";
export type ImportState = "preview" | "committed" | "undone";

interface Said {
    line?: number | null;
    message: string;
}

/** What the columns of a CSV file mean: numbers of columns, from 1. */
export interface CsvMapping {
    delimiter?: string;
    header?: string[];
    dates?: DateOrder;
    decimal?: string;
    [column: string]: unknown;
}

/** What a file says beside its lines. The document calls it any object. */
export interface ImportFacts {
    version?: string | null;
    encoding?: string | null;
    dates?: DateOrder | null;
    mapping?: CsvMapping | null;
    account?: string | null;
    bank?: string | null;
    problems?: Said[];
    notes?: Said[];
    left_out?: { line: number; why: string; raw: string }[];
    /** The days that it is of. */
    statement?: { from: string; until: string } | null;
}

export type BankImport = Omit<Schema<"ImportView">, "facts" | "state"> & {
    facts: ImportFacts;
    state: ImportState;
};
export type Doubt = "changed" | "other_id" | "other_text" | "other_payee";
export type Candidate = Schema<"CandidateView">;
type SaidVerdict = Schema<"VerdictView">;
export type Verdict =
    Exclude<SaidVerdict, { kind: "unsure" }> | { kind: "unsure"; doubt: Doubt; candidates: Candidate[] };
export type ImportLine = Omit<Schema<"ImportLineView">, "verdict"> & { verdict?: Verdict | null };
export type OpeningBalance = Schema<"OpeningView">;
export interface ImportPreview {
    import: BankImport;
    lines: ImportLine[];
    breaks: string[];
    opening?: OpeningBalance | null;
}
export type Decision = Schema<"DecisionBody">;

export interface ReadOptions {
    dates?: DateOrder;
    statement?: number;
    mapping?: CsvMapping;
}

/** Most bytes of a file. */
export const FILE_MAX_BYTES = 32 * 1024 * 1024;
/** Longest mapping that fits into an address. */
const MAPPING_MAX_CHARS = 4_000;
const NAME_MAX_CHARS = 200;

// The types made of inlined enums and of free objects are narrower than what the document says.
const asPreview = (read: unknown): ImportPreview => read as ImportPreview;
const asImport = (read: unknown): BankImport => read as BankImport;

export const importsQuery = (workspace: string) =>
    pagesQuery<BankImport>(keys.of(workspace, "books", "imports"), async (cursor, signal) => {
        const page = await call(
            api.GET("/workspaces/{workspace}/books/imports", {
                params: {
                    path: { workspace },
                    query: { limit: PAGE_ROWS, ...(cursor === undefined ? {} : { cursor }) },
                },
                signal,
            }),
        );
        return page;
    });

export const importQuery = (workspace: string, id: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "books", "import", id),
        queryFn: async ({ signal }) =>
            asPreview(
                await call(
                    api.GET("/workspaces/{workspace}/books/imports/{import}", {
                        params: { path: { workspace, import: id } },
                        signal,
                        fetch: patientFetch,
                    }),
                ),
            ),
    });

/** The files that were read on this page, so that one can be read again in another way. Nothing of them is stored. */
const files = new Map<string, File>();
const FILES_MAX = 4;
export const fileOf = (id: string): File | undefined => files.get(id);

function keep(id: string, file: File): void {
    files.set(id, file);
    const [oldest] = files.keys();
    if (files.size > FILES_MAX && oldest !== undefined) files.delete(oldest);
}

export function useImporting(workspace: string) {
    const client = useQueryClient();
    return useMemo(() => {
        const anew = (): void => {
            void client.invalidateQueries({ queryKey: keys.of(workspace, "books") });
            void client.invalidateQueries({ queryKey: keys.of(workspace, "audit") });
        };
        /** Sends the bytes as they are: nothing here knows what they mean. */
        const read = async (account: number, file: File, { dates, statement, mapping }: ReadOptions = {}) => {
            const columns = mapping === undefined ? undefined : JSON.stringify(mapping);
            const bytes = new Uint8Array(await file.arrayBuffer());
            const made = asPreview(
                await call(
                    api.POST("/workspaces/{workspace}/books/imports", {
                        params: {
                            path: { workspace },
                            query: {
                                account,
                                name: file.name.slice(0, NAME_MAX_CHARS) || "file",
                                ...(dates === undefined ? {} : { dates }),
                                ...(statement === undefined ? {} : { statement }),
                                ...(columns === undefined || columns.length > MAPPING_MAX_CHARS
                                    ? {}
                                    : { mapping: columns }),
                            },
                        },
                        headers: { "content-type": "application/octet-stream" },
                        // The type made of a body of bytes is a text; what is sent are the bytes.
                        body: bytes as unknown as string,
                        bodySerializer: (body) => body as unknown as Uint8Array<ArrayBuffer>,
                        fetch: patientFetch,
                    }),
                ),
            );
            keep(made.import.id, file);
            client.setQueryData(importQuery(workspace, made.import.id).queryKey, made);
            void client.invalidateQueries({ queryKey: keys.of(workspace, "books", "imports") });
            return made;
        };
        const ended = async (pending: Promise<unknown>): Promise<BankImport> => {
            try {
                const done = asImport(await pending);
                anew();
                return done;
            } catch (error) {
                // Refused because of what has changed meanwhile: what is shown is old.
                if ([404, 409, 412].includes(asProblem(error).status)) anew();
                throw error;
            }
        };
        const at = (id: string) => ({ path: { workspace, import: id } });
        // Both may be sent again after a lost answer: brought in or taken back twice, nothing more happens.
        /** `opening`: with the opening balance that the preview offers. */
        const commit = (id: string, decisions: Decision[], opening = false) =>
            ended(
                call(
                    api.POST("/workspaces/{workspace}/books/imports/{import}/commit", {
                        params: at(id),
                        body: { decisions, ...(opening ? { opening } : {}) },
                        fetch: patientFetch,
                    }),
                ),
            );
        /** Of lines that wait, of an import that is in the books. A line is answered once, so that it is sent twice does no harm. */
        const answer = (id: string, decisions: Decision[]) =>
            ended(
                call(
                    api.POST("/workspaces/{workspace}/books/imports/{import}/answers", {
                        params: at(id),
                        body: { decisions },
                        fetch: patientFetch,
                    }),
                ),
            );
        /** Throws one away that was only looked at. */
        const discard = async (id: string): Promise<void> => {
            await call(api.DELETE("/workspaces/{workspace}/books/imports/{import}", { params: at(id) }));
            client.removeQueries({ queryKey: importQuery(workspace, id).queryKey });
            void client.invalidateQueries({ queryKey: keys.of(workspace, "books", "imports") });
            void client.invalidateQueries({ queryKey: keys.of(workspace, "audit") });
        };
        const undo = (id: string) =>
            ended(
                call(
                    api.POST("/workspaces/{workspace}/books/imports/{import}/undo", {
                        params: at(id),
                        fetch: patientFetch,
                    }),
                ),
            );
        return { read, commit, answer, discard, undo };
    }, [client, workspace]);
}
