/** One's sessions. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call } from "./client";
import { keys } from "./keys";
import type { Schema } from "./types";

export type Session = Schema<"SessionView">;

export const sessionsQuery = () =>
    queryOptions({
        queryKey: keys.sessions,
        queryFn: ({ signal }) => call(api.GET("/me/sessions", { signal })),
    });

export function useEndSession() {
    const client = useQueryClient();
    return useMutation({
        mutationFn: (session: string) =>
            call(api.DELETE("/me/sessions/{session}", { params: { path: { session } } })),
        onSuccess: () => client.invalidateQueries({ queryKey: keys.sessions }),
    });
}

export function useEndOtherSessions() {
    const client = useQueryClient();
    return useMutation({
        mutationFn: () => call(api.DELETE("/me/sessions")),
        onSuccess: () => client.invalidateQueries({ queryKey: keys.sessions }),
    });
}
