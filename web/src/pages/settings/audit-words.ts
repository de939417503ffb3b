/** The audit trail in words: who, what, to what. What this console does not know is shown by its own word. */
import type { AuditEntry } from "~/api/audit";
import { sentence } from "~/lib/format";

const ACTIONS: Record<string, string> = {
    "workspace.created": "Made the workspace",
    "workspace.changed": "Changed the workspace",
    "workspace.exported": "Exported the workspace",
    "member.invited": "Invited somebody",
    "member.invitation-revoked": "Took an invitation back",
    "member.joined": "Joined",
    "member.role-changed": "Changed a role",
    "member.removed": "Removed a member",
    "account.link-offered": "Asked for a link",
    "account.linked": "Linked an account",
    "account.relinked": "Linked an account anew",
    "account.changed": "Changed an account",
    "account.paused": "Paused an account",
    "account.resumed": "Resumed an account",
    "account.collect-asked": "Asked for a run",
    "account.unlinked": "Unlinked an account",
    "credential.used": "Used a credential",
    "finding.muted": "Muted a finding",
    "finding.unmuted": "Unmuted a finding",
};

export const actionWords = (action: string): string =>
    ACTIONS[action] ?? sentence(action.replaceAll(/[.-]/g, " "));

export interface Names {
    /** The name of a person, undefined where they are no member. */
    person: (id: string) => string | undefined;
    account: (id: string) => string | undefined;
}

export type ActorKind = "person" | "token" | "task" | "operator" | "nobody" | "other";

export interface Actor {
    kind: ActorKind;
    text: string;
}

/** `user:…`, `token:… of user:…`, `task:…`, `operator`, `anonymous`. */
export function actorOf(actor: string, names: Names): Actor {
    const token = /^token:\S+ of user:(\S+)$/.exec(actor)?.[1];
    if (token !== undefined) return { kind: "token", text: personText(token, names) };
    const user = /^user:(\S+)$/.exec(actor)?.[1];
    if (user !== undefined) return { kind: "person", text: personText(user, names) };
    const task = /^task:(.+)$/.exec(actor)?.[1];
    if (task !== undefined) return { kind: "task", text: `Skytally (${task})` };
    if (actor === "operator") return { kind: "operator", text: "Operator of Skytally" };
    if (actor === "anonymous") return { kind: "nobody", text: "Nobody who is known" };
    return { kind: "other", text: actor };
}

const shortId = (id: string): string => (id.length > 13 ? `${id.slice(0, 8)}…` : id);
const personText = (id: string, names: Names): string => names.person(id) ?? `Former member ${shortId(id)}`;

/** Whom or what it was done to: `user:…`, `account:…`, `finding:…`, `invitation:…`, `workspace:…`. */
export function subjectText(entry: AuditEntry, names: Names): string {
    const [, kind = "", id = ""] = /^([a-z-]+):(.+)$/.exec(entry.subject) ?? [];
    const email = memberText(entry.detail, "email");
    if (kind === "user") return names.person(id) ?? email ?? `Former member ${shortId(id)}`;
    if (kind === "account")
        return names.account(id) ?? `Account ${memberText(entry.detail, "aws_account") ?? shortId(id)}`;
    if (kind === "invitation") return email ?? `Invitation ${shortId(id)}`;
    if (kind === "workspace") return memberText(entry.detail, "name") ?? "The workspace";
    if (kind !== "") return `${sentence(kind)} ${shortId(id)}`;
    return sentence(entry.subject);
}

/** A text within the details, where there is one. */
function memberText(detail: unknown, name: string): string | undefined {
    if (typeof detail !== "object" || detail === null) return undefined;
    const value = (detail as Record<string, unknown>)[name];
    return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether somebody has left by themselves. */
export const hasLeft = ({ action, actor, subject }: AuditEntry): boolean =>
    action === "member.removed" && actor === subject;

export const whatText = (entry: AuditEntry): string => (hasLeft(entry) ? "Left" : actionWords(entry.action));

export interface Filter {
    q: string;
    actor: readonly string[];
    action: readonly string[];
}

export function filterEntries(entries: readonly AuditEntry[], filter: Filter, names: Names): AuditEntry[] {
    const words = filter.q.toLowerCase().split(/\s+/).filter(Boolean);
    return entries.filter((entry) => {
        if (filter.actor.length > 0 && !filter.actor.includes(entry.actor)) return false;
        if (filter.action.length > 0 && !filter.action.includes(entry.action)) return false;
        if (words.length === 0) return true;
        const text = [
            entry.seq,
            actorOf(entry.actor, names).text,
            entry.action,
            whatText(entry),
            entry.subject,
            subjectText(entry, names),
            entry.address,
            entry.request_id,
            JSON.stringify(entry.detail),
        ]
            .join(" ")
            .toLowerCase();
        return words.every((word) => text.includes(word));
    });
}

/** How often each value occurs, most first. */
export function tally(values: readonly string[]): { value: string; count: number }[] {
    const counts = new Map<string, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}
