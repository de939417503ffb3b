/**
 * contract: calls of routes that the committed OpenAPI document does not have yet. When it has them, their caller
 * (`overview.ts`) goes through `api` like all others, and this file goes.
 */
import { api, call } from "./client";

interface Params {
    path: Record<string, string>;
    query?: Record<string, unknown>;
}

type Untyped = (
    path: string,
    options: { params: Params; signal?: AbortSignal },
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

export async function ask<T>(path: string, params: Params, signal?: AbortSignal): Promise<T> {
    const untyped = api.GET as unknown as Untyped;
    return (await call(untyped(path, { params, ...(signal === undefined ? {} : { signal }) }))) as T;
}
