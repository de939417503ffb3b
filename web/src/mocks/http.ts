/** Handlers typed by the OpenAPI document: a path, a member or a status that it does not have does not compile. */
import { createOpenApiHttp } from "openapi-msw";
import { HttpResponse } from "msw";

import type { paths } from "~/api/schema";
import type { Schema } from "~/api/types";

export const http = createOpenApiHttp<paths>({ baseUrl: new URL("/api/v1", location.origin).href });

/** An answer that refuses, as the API makes them. */
export function refuse(
    status: number,
    code: Schema<"Code">,
    detail: string,
    errors: Schema<"FieldFault">[] = [],
): HttpResponse<Schema<"Problem">> {
    const type = `urn:skytally:problem:${code}`;
    return HttpResponse.json(
        { type, title: code, status, code, detail, errors, request_id: "req-0001" },
        { status },
    );
}

/**
 * Inputs that trigger errors, in any text that a person types: "error-500", "error-409", "error-403", "error-429".
 * Undefined for all others.
 */
export function sentinel(text: string): HttpResponse<Schema<"Problem">> | undefined {
    if (text.includes("error-500")) return refuse(500, "internal", "something went wrong on our side");
    if (text.includes("error-409"))
        return refuse(409, "already-there", "there is one with this name already");
    if (text.includes("error-403")) return refuse(403, "forbidden", "your role does not allow this");
    if (text.includes("error-429"))
        return refuse(429, "too-many-requests", "too many requests: wait a little");
    return undefined;
}

/** An answer that no connection brings. */
export const noAnswer = (): Response => HttpResponse.error();
