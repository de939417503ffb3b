/** What changes in a workspace, as it changes: server-sent events that say which answers are old. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { outside } from "~/lib/paths";

import { type Area, keys } from "./keys";

const PAUSE_FIRST_MS = 1_000;
const PAUSE_MAX_MS = 60_000;

type What =
    | "run"
    | "generation"
    | "account"
    | "finding"
    | "members"
    | "workspace"
    | "ledger"
    | "ledger-accounts"
    | "ledger-imports"
    | "ledger-items"
    | "receipts";

/** Which areas a change touches. A generation touches all, and so does a word that this console does not know. */
const TOUCHES: Record<Exclude<What, "generation">, readonly Area[]> = {
    run: ["runs", "accounts", "overview"],
    account: ["accounts", "overview", "inventory", "posture"],
    finding: ["findings", "overview", "posture"],
    members: ["members", "invitations", "view"],
    workspace: ["view"],
    ledger: ["books"],
    "ledger-accounts": ["books"],
    "ledger-imports": ["books"],
    "ledger-items": ["books"],
    receipts: ["books"],
};

export interface Change {
    at: string;
    what: string;
    subject: string;
}

export function invalidateFor(client: QueryClient, workspace: string, what: string | null): void {
    const areas =
        what !== null && Object.hasOwn(TOUCHES, what) ? TOUCHES[what as keyof typeof TOUCHES] : null;
    if (areas === null) void client.invalidateQueries({ queryKey: keys.workspace(workspace) });
    for (const area of areas ?? []) void client.invalidateQueries({ queryKey: keys.of(workspace, area) });
    // Whatever changes in it, it is part of the fleet, and of its own journal.
    if (areas !== null) void client.invalidateQueries({ queryKey: keys.of(workspace, "audit") });
    void client.invalidateQueries({ queryKey: keys.fleet });
}

export function readChange(data: unknown): Change | null {
    if (typeof data !== "string") return null;
    try {
        const { at, what, subject } = JSON.parse(data) as Record<string, unknown>;
        return typeof at === "string" && typeof what === "string" && typeof subject === "string"
            ? { at, what, subject }
            : null;
    } catch {
        return null;
    }
}

/**
 * Listens while the workspace is shown. Whether the stream is live: pages that follow something say so when it is not.
 * The stream ends by itself every few minutes, and may miss some (`behind`): after each pause everything is read anew.
 */
export function useWorkspaceEvents(workspace: string): { live: boolean } {
    const client = useQueryClient();
    const [live, setLive] = useState(false);
    useEffect(() => {
        if (typeof EventSource === "undefined") return;
        let source: EventSource | null = null;
        let timer: ReturnType<typeof setTimeout> | undefined;
        let pauseMs = PAUSE_FIRST_MS;
        let begun = false;

        const open = (): void => {
            source = new EventSource(outside.events(workspace));
            source.addEventListener("hello", () => {
                pauseMs = PAUSE_FIRST_MS;
                setLive(true);
                if (begun) invalidateFor(client, workspace, null);
                begun = true;
            });
            source.addEventListener("change", (event: MessageEvent<unknown>) => {
                invalidateFor(client, workspace, readChange(event.data)?.what ?? null);
            });
            source.addEventListener("behind", () => invalidateFor(client, workspace, null));
            source.onerror = () => {
                // The browser would come back at a constant pace, or not at all after a refusal: growing pauses instead.
                source?.close();
                setLive(false);
                timer = setTimeout(open, pauseMs * (0.75 + Math.random() / 2));
                pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
            };
        };
        open();
        return () => {
            clearTimeout(timer);
            source?.close();
            setLive(false);
        };
    }, [client, workspace]);
    return { live };
}
