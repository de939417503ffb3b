/** One's API tokens. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, idempotencyKey } from "./client";
import { keys } from "./keys";
import type { Schema } from "./types";

export type ApiToken = Schema<"TokenView">;

export const tokensQuery = () =>
    queryOptions({
        queryKey: keys.tokens,
        queryFn: ({ signal }) => call(api.GET("/me/tokens", { signal })),
    });

/** Makes a token, which is in the answer and nowhere else. */
export function useCreateToken() {
    const client = useQueryClient();
    return useMutation({
        mutationFn: ({ body, key }: { body: Schema<"NewTokenBody">; key: string }) =>
            call(api.POST("/me/tokens", { body, headers: idempotencyKey(key) })),
        onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
        gcTime: 0,
    });
}

export function useRevokeToken() {
    const client = useQueryClient();
    return useMutation({
        mutationFn: (token: string) =>
            call(api.DELETE("/me/tokens/{token}", { params: { path: { token } } })),
        onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
    });
}
