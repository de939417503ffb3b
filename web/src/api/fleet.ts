/** The fleet: all workspaces that one may see. The file to look at for how a resource's file is made. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, idempotencyKey } from "./client";
import { keys } from "./keys";
import type { Schema } from "./types";

export const fleetQuery = () =>
    queryOptions({ queryKey: keys.fleet, queryFn: ({ signal }) => call(api.GET("/fleet", { signal })) });

/** Makes a workspace. With the same key and body it is made once, however often it is sent. */
export function useCreateWorkspace() {
    const client = useQueryClient();
    return useMutation({
        mutationFn: ({ body, key }: { body: Schema<"NewWorkspaceBody">; key: string }) =>
            call(api.POST("/workspaces", { body, headers: idempotencyKey(key) })),
        onSuccess: () => client.invalidateQueries({ queryKey: keys.fleet }),
    });
}
