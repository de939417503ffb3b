/** A document as the API gives it, read: what it says of itself, its data, and its parts with what hid them. Pure. */

/** Why something could not be seen. */
export interface Cause {
    class: string;
    call: string | null;
    permission: string | null;
    code: string | null;
    status: number | null;
    requestId: string | null;
    message: string | null;
}

export type PartState = "present" | "absent" | "denied" | "failed" | "not-collected";

export interface DocumentPart {
    name: string;
    /** A word of the API that this console does not know stays as it is, and counts as not seen. */
    state: PartState | (string & {});
    /** Of a part that is present. */
    value: unknown;
    cause: Cause | null;
}

export interface Document {
    name: string | null;
    arn: string | null;
    parent: string | null;
    /** Why `data` is less than everything. */
    incomplete: Cause | null;
    data: unknown;
    parts: readonly DocumentPart[];
}

type Members = Record<string, unknown>;

export const isMembers = (value: unknown): value is Members =>
    typeof value === "object" && value !== null && !Array.isArray(value);

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

function readCause(value: unknown): Cause | null {
    if (!isMembers(value)) return null;
    return {
        class: text(value.class) ?? "failed",
        call: text(value.call),
        permission: text(value.permission),
        code: text(value.code),
        status: typeof value.status === "number" ? value.status : null,
        requestId: text(value.request_id),
        message: text(value.message),
    };
}

export function readDocument(document: unknown): Document {
    const of = isMembers(document) ? document : {};
    const parts = isMembers(of.parts) ? of.parts : {};
    return {
        name: text(of.name),
        arn: text(of.arn),
        parent: text(of.parent),
        incomplete: readCause(of.incomplete),
        data: of.data,
        parts: Object.entries(parts).map(([name, part]) => {
            const members = isMembers(part) ? part : {};
            return {
                name,
                state: text(members.state) ?? "failed",
                value: members.value,
                cause: readCause(members.cause),
            };
        }),
    };
}

/** Whether AWS has said what it is: that there is none is an answer too. */
export const isSeen = ({ state }: Pick<DocumentPart, "state">): boolean =>
    state === "present" || state === "absent";

/** What was not seen because a call did not work, the worst first; parts that nobody asked for come last. */
export function unseenParts(parts: readonly DocumentPart[]): DocumentPart[] {
    const rank = ({ state }: DocumentPart): number =>
        state === "denied" ? 0 : state === "not-collected" ? 2 : 1;
    return parts.filter((part) => !isSeen(part)).sort((a, b) => rank(a) - rank(b));
}

const CLASS: Record<string, string> = {
    credentials: "the credentials are wrong or have run out",
    throttled: "AWS asked to slow down, until the run gave up",
    "not-found": "what was asked about was not there any more",
    "not-configured": "the feature is not set up",
    unavailable: "the service is not offered in the region",
    transient: "no answer in time, or a failure on AWS's side",
    malformed: "the answer was not what the model says",
    invalid: "AWS refused the call as wrong",
    cancelled: "the run was stopped before",
};

/** The cause as a sentence that begins small and ends with a full stop. */
export function causeText({ class: kind, call, permission, message }: Cause): string {
    const of = call ?? "the call";
    if (kind === "denied") {
        const needs = permission === null ? "" : ` It needs the permission ${permission}.`;
        return `AWS refused ${of}.${needs}`;
    }
    const why = `${call === null ? of : `the call ${call}`} did not work: ${CLASS[kind] ?? kind}.`;
    return message === null ? why : `${why} ${stopped(message)}`;
}

const stopped = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
