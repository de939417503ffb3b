/** Whether somebody is signed in, and what happens when the session is over. */
import type { QueryClient } from "@tanstack/react-query";
import { redirect } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";

import { onSessionOver } from "~/api/client";
import { keys } from "~/api/keys";
import { meQuery } from "~/api/me";
import { asProblem } from "~/api/problem";
import { paths } from "~/lib/paths";

let over = false;
const listeners = new Set<() => void>();

export function setSessionOver(is: boolean): void {
    if (over === is) return;
    over = is;
    listeners.forEach((tell) => tell());
}

/** Whether the session ended while the console was open. Then one signs in above the page, which keeps what was typed. */
export function useSessionOver(): boolean {
    return useSyncExternalStore(
        (tell) => {
            listeners.add(tell);
            return () => listeners.delete(tell);
        },
        () => over,
    );
}

/** Somebody who was signed in is told above the page; who was not is led to the door by the route. */
export function watchSession(client: QueryClient): void {
    onSessionOver(() => {
        if (client.getQueryData(keys.me) !== undefined) setSessionOver(true);
    });
}

/** Leads to the door whoever is not signed in, and back to where they wanted to go afterwards. */
export async function requireSignedIn(client: QueryClient, here: string): Promise<void> {
    try {
        await client.query({ ...meQuery(), staleTime: "static" });
    } catch (error) {
        if (!asProblem(error).is("unauthenticated")) throw error;
        const next = here === paths.fleet() ? undefined : here;
        throw redirect({ href: paths.signIn(next === undefined ? {} : { next }) });
    }
}
