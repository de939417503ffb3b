/** People of the sample world: sessions, tokens, members, invitations, the audit log, and the links of mails. */
import type { AuditEntry, Chain } from "~/api/audit";
import type { Invitation, Member } from "~/api/members";
import type { Session } from "~/api/sessions";
import type { ApiToken } from "~/api/tokens";
import type { Schema } from "~/api/types";

export const PERSON = {
    /** The same as `ID.me`. */
    ada: "0199a000-0000-7000-8000-000000000001",
    ben: "0199a000-0000-7000-8000-000000000002",
    cleo: "0199a000-0000-7000-8000-000000000003",
    /** No member any more. */
    gone: "0199a000-0000-7000-8000-000000000009",
};

/** Tokens of links that are good. Each is spent by its use. */
export const LINK = { verify: "good-verify", reset: "good-reset", invitation: "good-invitation" };

export interface People {
    about: Schema<"AboutView">;
    /** Links that are still good. */
    links: Set<string>;
    invited: Schema<"InvitedView">;
    /** Whether the address of the invitation has an account already. */
    invitedIsKnown: boolean;
    /** To which addresses mails were sent. */
    mails: string[];
    sessions: Session[];
    tokens: ApiToken[];
    members: Member[];
    invitations: Invitation[];
    audit: AuditEntry[];
    chain: Chain;
    codes: string[];
}

const session = (n: number, rest: Partial<Session>): Session => ({
    id: `0199a000-0000-7000-8000-0000000001${n}0`,
    current: false,
    created: "2026-11-24T08:00:00Z",
    seen: "2026-11-26T17:20:00Z",
    expires: "2026-12-01T08:00:00Z",
    address: "192.0.2.7",
    agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    ...rest,
});

type EntryRest = Partial<Omit<AuditEntry, "detail">> & { detail?: Record<string, unknown> };

const entry = (seq: number, { detail = {}, ...rest }: EntryRest): AuditEntry => ({
    seq,
    at: "2026-11-26T10:00:00Z",
    actor: `user:${PERSON.ada}`,
    action: "workspace.changed",
    subject: "workspace:0199a000-0000-7000-8000-00000000000a",
    address: "192.0.2.7",
    request_id: `req-${seq}`,
    // The document says of it only that it is an object.
    detail: detail as Record<string, never>,
    hash: String(seq).padStart(64, "0"),
    ...rest,
});

export const beginPeople = (): People => ({
    about: { version: "0.0.0", sign_up: "open", providers: [], mail: "sent", console: true },
    links: new Set(Object.values(LINK)),
    invited: {
        workspace: "Alder Freight",
        email: "new@example.com",
        role: "analyst",
        expires: "2026-12-03T09:00:00Z",
    },
    invitedIsKnown: false,
    mails: [],
    sessions: [
        session(1, { current: true, seen: "2026-11-27T09:00:00Z" }),
        session(2, {
            agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            address: "198.51.100.20",
        }),
        session(3, { agent: "", address: "203.0.113.5" }),
    ],
    tokens: [
        {
            id: "0199a000-0000-7000-8000-000000000201",
            name: "Nightly report",
            scopes: ["read"],
            workspace: "0199a000-0000-7000-8000-00000000000b",
            created: "2026-10-01T08:00:00Z",
            expires: "2099-01-01T08:00:00Z",
            used: "2026-11-27T02:00:00Z",
        },
        {
            id: "0199a000-0000-7000-8000-000000000202",
            name: "Old pipeline",
            scopes: ["collect", "findings"],
            workspace: null,
            created: "2026-01-01T08:00:00Z",
            expires: "2026-04-01T08:00:00Z",
            used: null,
        },
    ],
    members: [
        {
            user: PERSON.ada,
            email: "ada@example.com",
            name: "Ada Lovelace",
            role: "owner",
            since: "2026-01-05T09:10:00Z",
            totp: true,
        },
        {
            user: PERSON.ben,
            email: "ben@example.com",
            name: "Ben Okri",
            role: "analyst",
            since: "2026-03-05T09:10:00Z",
            totp: false,
        },
    ],
    invitations: [
        {
            id: "0199a000-0000-7000-8000-000000000301",
            email: "dora@example.com",
            role: "viewer",
            invited_by: PERSON.gone,
            created: "2026-11-26T09:00:00Z",
            expires: "2026-12-03T09:00:00Z",
        },
    ],
    audit: [
        entry(6, { actor: "task:house", action: "credential.used", address: "", request_id: "" }),
        entry(5, {
            actor: `token:0199a000-0000-7000-8000-000000000201 of user:${PERSON.ben}`,
            action: "finding.muted",
            subject: "finding:0199a000-0000-7000-8000-000000000401",
            detail: { reason: "known", until: "2026-12-24T00:00:00Z" },
        }),
        entry(4, {
            action: "member.role-changed",
            subject: `user:${PERSON.ben}`,
            detail: { from: "viewer", to: "analyst" },
        }),
        entry(3, {
            actor: `user:${PERSON.gone}`,
            action: "member.invited",
            subject: "invitation:0199a000-0000-7000-8000-000000000301",
            detail: { email: "dora@example.com", role: "viewer" },
        }),
        entry(2, { action: "balloon.let-go", subject: "balloon:red" }),
        entry(1, { action: "workspace.created", detail: { name: "Alder Freight" } }),
    ],
    chain: { entries: 6, head: "a".repeat(64), broken: null },
    codes: Array.from({ length: 10 }, (_, n) => `7k3m-p0q${n}-aaaa-bbbb`),
});
