/** How the console keeps answers: how long they are fresh, what is tried again, and what is not. */
import { QueryClient, type QueryExecuteOptions } from "@tanstack/react-query";

import { Problem } from "./problem";

/** Lists of a workspace: events say when they change, so this is only for what no event tells. */
export const FRESH_MS = 30_000;
/** The catalogue: it changes with the program. */
export const HOUSE_FRESH_MS = 10 * 60_000;
const RETRIES_MAX = 2;
const PAUSE_MAX_MS = 8_000;

/** Reads are tried again where trying again can help: no answer, or a passing failure of the program. Never a refusal. */
export function shouldRetry(failures: number, error: unknown): boolean {
    return (
        failures < RETRIES_MAX &&
        error instanceof Problem &&
        error.passing &&
        !error.is("offline", "too-slow", "internal")
    );
}

export function retryPauseMs(failures: number, error: unknown): number {
    if (error instanceof Problem && error.retryAfterS !== null) return error.retryAfterS * 1000;
    return Math.min(500 * 2 ** failures, PAUSE_MAX_MS);
}

export function makeQueryClient(): QueryClient {
    return new QueryClient({
        defaultOptions: {
            queries: {
                staleTime: FRESH_MS,
                gcTime: 5 * 60_000,
                refetchOnWindowFocus: true,
                // Offline is a state that is shown, not one that is waited out.
                networkMode: "always",
                retry: shouldRetry,
                retryDelay: retryPauseMs,
            },
            // A change is never sent twice by itself.
            mutations: { retry: false, networkMode: "always" },
        },
    });
}

/** Reads ahead, for the loader of a route. The page then finds the answer, or the failure, which is the page's to show. */
export function prefetch<T, D, K extends readonly unknown[]>(
    client: QueryClient,
    options: QueryExecuteOptions<T, Error, D, T, K>,
): void {
    client.query(options).catch(() => undefined);
}
