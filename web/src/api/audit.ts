/** The audit trail of a workspace: for admins and owners. */
import { useMutation } from "@tanstack/react-query";

import { api, call } from "./client";
import { keys } from "./keys";
import { PAGE_ROWS, pagesQuery } from "./pages";
import type { Schema } from "./types";

export type AuditEntry = Schema<"AuditView">;
export type Chain = Schema<"ChainView">;

export const auditQuery = (workspace: string) =>
    pagesQuery<AuditEntry>(keys.of(workspace, "audit"), (cursor, signal) =>
        call(
            api.GET("/workspaces/{workspace}/audit", {
                params: {
                    path: { workspace },
                    query: { limit: PAGE_ROWS, ...(cursor === undefined ? {} : { cursor }) },
                },
                signal,
            }),
        ),
    );

/** Follows the chain from its first entry to its head. It takes a while, so it is asked for, not kept. */
export function useVerifyAudit(workspace: string) {
    return useMutation({
        mutationFn: () =>
            call(api.GET("/workspaces/{workspace}/audit/verify", { params: { path: { workspace } } })),
    });
}
