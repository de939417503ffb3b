/** The words in which findings are spoken of. Pure. */
import type { Finding, Schema } from "~/api/types";
import { number, sentence } from "~/lib/format";

export const PILLARS = [
    "operational-excellence",
    "security",
    "reliability",
    "performance-efficiency",
    "cost-optimization",
    "sustainability",
] as const;

export const SORT_WORDS = {
    severity: "Worst first",
    first_seen: "Newest first",
    last_seen: "Last seen first",
    saving: "Most saving first",
} as const;

export const pillarName = (pillar: string): string => sentence(pillar.replaceAll("-", " "));
export const regionName = (region: string): string => (region === "global" ? "Global" : region);

/** A sentence of the API for people: it begins large, unless it begins with a name such as `s3:GetBucketPolicy` or `vol-1`. */
export function said(text: string): string {
    const [first = ""] = text.split(" ", 1);
    return /[:._\d-]/.test(first) ? text : sentence(text);
}

/** With a full stop, unless it has an end already: reasons of AWS come with one. */
export const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** What a resource is called: its name, or AWS's id of it. */
export const resourceName = ({ name, resource }: { name?: string | null; resource: string }): string =>
    name === null || name === undefined || name === "" ? resource : name;

export type Standing = "open" | "was-open" | "unknown" | "resolved" | "other";

/** Where it stands for people: what is open but cannot be told at the moment is neither. */
export function standing({ state, unknown_because }: Finding): Standing {
    if (state === "unknown") return "unknown";
    if (state === "open") return unknown_because == null ? "open" : "was-open";
    return state === "resolved" ? "resolved" : "other";
}

const EVENTS: Record<string, string> = {
    opened: "Opened",
    reopened: "Opened again",
    resolved: "Resolved",
    unknown: "Could not be told",
    known: "Told again",
    changed: "Changed",
    muted: "Muted",
    unmuted: "Unmuted",
};
/** A word that this console does not know is shown as it is. */
export const eventWord = (what: string): string => EVENTS[what] ?? sentence(what.replaceAll("_", " "));

/** Who did something, from an actor of the audit trail or a bare user id. Undefined where it was nobody. */
export function actorName(
    actor: string | null | undefined,
    members: readonly Schema<"MemberView">[] | undefined,
    me: string | undefined,
): string | undefined {
    if (actor === null || actor === undefined || actor === "") return undefined;
    if (actor === "task:mutes") return "Skytally: the mute had ended";
    if (actor.startsWith("task:")) return "Skytally";
    const user = /(?:user:)?([0-9a-f-]{36})$/.exec(actor)?.[1];
    if (user === undefined) return sentence(actor);
    const by = actor.startsWith("token:") ? " (by an API token)" : "";
    if (user === me) return `You${by}`;
    const member = members?.find((one) => one.user === user);
    if (member !== undefined) return `${member.name}${by}`;
    return members === undefined ? `Somebody${by}` : `Somebody who is no member any more${by}`;
}

/** "all 200", "3 of 200". */
export const chosenWords = (chosen: number, loaded: number): string =>
    chosen === loaded ? `all ${number(loaded)}` : `${number(chosen)} of ${number(loaded)}`;
