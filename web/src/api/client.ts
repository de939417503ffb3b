/** The way to the API: typed by the OpenAPI document, with a limit of time, and every failure a `Problem`. */
import createClient from "openapi-fetch";

import { asProblem, Problem, problemOf } from "./problem";
import type { paths as ApiPaths } from "./schema";

/** Longest that an answer is waited for. */
export const ANSWER_MAX_MS = 30_000;

/** For the few calls that ask AWS many things before they answer: `api.POST("/…", { …, fetch: patientFetch })`. */
const PATIENT_MAX_MS = 90_000;

const timed =
    (maxMs: number, cache: RequestCache = "no-store") =>
    async (request: Request): Promise<Response> => {
        const signal = AbortSignal.any([request.signal, AbortSignal.timeout(maxMs)]);
        return fetch(new Request(request, { signal, cache }));
    };
export const patientFetch = timed(PATIENT_MAX_MS);
/** For what the browser keeps, and asks by ETag whether it is still so: pictures, which cost much to make and to send. */
export const keptFetch = timed(ANSWER_MAX_MS, "no-cache");

/** Calls of the API. Wrap each in `call`, which gives the body or throws a `Problem`. */
export const api = createClient<ApiPaths>({
    baseUrl: new URL("/api/v1", location.origin).href,
    fetch: timed(ANSWER_MAX_MS),
    // Lists are joined by commas.
    querySerializer: { array: { style: "form", explode: false } },
});

interface Answer<T> {
    data?: T;
    error?: unknown;
    response: Response;
}

type SessionOver = (problem: Problem) => void;
let sessionOver: SessionOver | null = null;

/** Who is told when an answer says that nobody is signed in (any more). */
export function onSessionOver(tell: SessionOver | null): void {
    sessionOver = tell;
}

/** The body of an answer (undefined where there is none), or a thrown `Problem`. */
export async function call<T>(pending: Promise<Answer<T>>): Promise<T> {
    let answer: Answer<T>;
    try {
        answer = await pending;
    } catch (error) {
        // A call that was given up is no failure: the query that gave it up knows.
        if (error instanceof DOMException && error.name === "AbortError") throw error;
        if (error instanceof SyntaxError) {
            throw new Problem({
                status: 0,
                code: "unreadable",
                detail: "the answer of Skytally cannot be read",
            });
        }
        throw asProblem(error);
    }
    if (!answer.response.ok) {
        const problem = problemOf(answer.response, answer.error);
        if (problem.is("unauthenticated")) sessionOver?.(problem);
        throw problem;
    }
    return answer.data as T;
}

/** The header of a change: refused with `changed` if somebody else was faster. */
export const ifMatch = (version: number): { "if-match": string } => ({ "if-match": `"v${version}"` });

/** The header of a creating call: sent twice, it is done once. Make it when the form opens, not when it is sent. */
export const idempotencyKey = (key: string = crypto.randomUUID()): { "idempotency-key": string } => ({
    "idempotency-key": key,
});
