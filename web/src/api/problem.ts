/** Why a call was not done. Every failure of the API or of the way to it becomes one of these. */
import type { Schema } from "./types";

export type FieldFault = Schema<"FieldFault">;

/** Codes of the API, and of what can go wrong before its answer is here. */
export type ProblemCode = Schema<"Code"> | "offline" | "no-answer" | "too-slow" | "unreadable";

interface Facts {
    status: number;
    code: string;
    detail: string;
    errors?: readonly FieldFault[];
    requestId?: string | null;
    retryAfterS?: number | null;
}

export class Problem extends Error {
    override readonly name = "Problem";
    /** The status of the answer; 0 where there was none. */
    readonly status: number;
    readonly code: ProblemCode;
    /** One sentence for people. */
    readonly detail: string;
    readonly errors: readonly FieldFault[];
    /** Finds the request in the log of the program. */
    readonly requestId: string | null;
    readonly retryAfterS: number | null;

    constructor({ status, code, detail, errors = [], requestId = null, retryAfterS = null }: Facts) {
        super(detail);
        this.status = status;
        this.code = code as ProblemCode;
        this.detail = detail;
        this.errors = errors;
        this.requestId = requestId;
        this.retryAfterS = retryAfterS;
    }

    is(...codes: ProblemCode[]): boolean {
        return codes.includes(this.code);
    }

    /** The same, with a field that the form calls by another name. */
    withField(from: string, to: string): Problem {
        const errors = this.errors.map((fault) => (fault.field === from ? { ...fault, field: to } : fault));
        const { status, code, detail, requestId, retryAfterS } = this;
        return new Problem({ status, code, detail, errors, requestId, retryAfterS });
    }

    /** Whether the same call may well succeed later, without anybody changing anything. */
    get passing(): boolean {
        return this.status === 0 || this.status >= 500 || this.status === 429 || this.status === 408;
    }
}

/** The problem that an answer says, or the little that its status says. */
export function problemOf(response: Response, body: unknown): Problem {
    const { status } = response;
    const requestId = response.headers.get("x-request-id");
    if (!isProblemBody(body)) {
        const detail = `the answer was ${status}, without a reason: try again in a moment`;
        return new Problem({ status, code: "unreadable", detail, requestId });
    }
    return new Problem({
        status,
        code: body.code,
        detail: body.detail,
        errors: body.errors,
        requestId: body.request_id ?? requestId,
        retryAfterS: body.retry_after_s ?? null,
    });
}

function isProblemBody(body: unknown): body is Schema<"Problem"> {
    if (typeof body !== "object" || body === null) return false;
    const { code, detail, errors } = body as Record<string, unknown>;
    return typeof code === "string" && typeof detail === "string" && Array.isArray(errors);
}

/** Whatever was thrown, as a problem. */
export function asProblem(error: unknown): Problem {
    if (error instanceof Problem) return error;
    if (error instanceof DOMException && error.name === "TimeoutError") {
        return new Problem({
            status: 0,
            code: "too-slow",
            detail: "Skytally took too long to answer: try again in a moment",
        });
    }
    if (error instanceof TypeError) {
        if (!navigator.onLine) {
            return new Problem({
                status: 0,
                code: "offline",
                detail: "this device is offline: try again when it is back",
            });
        }
        return new Problem({
            status: 0,
            code: "no-answer",
            detail: "Skytally does not answer: try again in a moment",
        });
    }
    return new Problem({
        status: 0,
        code: "unreadable",
        detail: "something went wrong on this page: load it again",
    });
}
