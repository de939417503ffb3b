/** One workspace. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, ifMatch } from "./client";
import { keys } from "./keys";
import { asProblem } from "./problem";
import type { Schema } from "./types";

export const workspaceQuery = (workspace: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "view"),
        queryFn: ({ signal }) =>
            call(api.GET("/workspaces/{workspace}", { params: { path: { workspace } }, signal })),
    });

/** Changes a workspace, if nobody else has since `version`. */
export function useChangeWorkspace(workspace: string) {
    const client = useQueryClient();
    return useMutation({
        mutationFn: ({ body, version }: { body: Schema<"ChangeWorkspaceBody">; version: number }) =>
            call(
                api.PATCH("/workspaces/{workspace}", {
                    params: { path: { workspace } },
                    body,
                    headers: ifMatch(version),
                }),
            ),
        onSuccess: (changed) => {
            client.setQueryData(keys.of(workspace, "view"), changed);
            void client.invalidateQueries({ queryKey: keys.of(workspace, "audit") });
            void client.invalidateQueries({ queryKey: keys.fleet });
        },
        onError: (error) => {
            // Somebody else was faster: their version is read, so that the next try is over it.
            if (asProblem(error).is("changed"))
                void client.invalidateQueries({ queryKey: keys.of(workspace, "view") });
        },
    });
}

/** Deletes a workspace with all that is its. */
export function useDeleteWorkspace(workspace: string) {
    const client = useQueryClient();
    return useMutation({
        mutationFn: (name: string) =>
            call(api.DELETE("/workspaces/{workspace}", { params: { path: { workspace } }, body: { name } })),
        onSuccess: () => client.invalidateQueries({ queryKey: keys.fleet }),
    });
}
