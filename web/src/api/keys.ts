/**
 * The keys of all queries. Those of a workspace begin with it, so that its events can invalidate them, and so that nothing of
 * one client is ever read under the key of another.
 */
export const keys = {
    me: ["me"] as const,
    sessions: ["me", "sessions"] as const,
    tokens: ["me", "tokens"] as const,
    fleet: ["fleet"] as const,
    providers: ["providers"] as const,
    about: ["about"] as const,
    /** The invitation of the link that was opened. One page sees one only. */
    invitation: ["invitation"] as const,
    /** The house's catalogue: checks, frameworks, kinds, roles. */
    house: (...rest: readonly unknown[]) => ["house", ...rest] as const,
    workspace: (workspace: string) => ["workspace", workspace] as const,
    /** What AWS was asked for, or what was made once, for a workspace: no event makes it old. */
    asked: (workspace: string, ...rest: readonly unknown[]) => ["asked", workspace, ...rest] as const,
    /** Something of a workspace: `keys.of(w, "findings", filter)`. */
    of: (workspace: string, area: Area, ...rest: readonly unknown[]) =>
        ["workspace", workspace, area, ...rest] as const,
};

/** What a workspace's queries are about. Events name what changed; `src/api/events.ts` says which areas that touches. */
export type Area =
    | "view"
    | "overview"
    | "accounts"
    | "runs"
    | "inventory"
    | "findings"
    | "posture"
    | "members"
    | "invitations"
    | "audit"
    | "books";
