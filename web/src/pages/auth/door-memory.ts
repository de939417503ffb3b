/**
 * What is taken along between the doors: the address that was typed, in memory, and, over the way to an identity provider
 * and back, where one wanted to go. Never a token, never a password.
 */
import { safeNext } from "~/lib/paths";

let typed = "";

/** The address that was typed last. Nobody types it twice. */
export const typedEmail = (): string => typed;
export const rememberEmail = (email: string): void => {
    typed = email;
};

interface WayBack {
    path: string;
    /** What is to be said if the provider did not refuse. */
    said?: string;
}

const KEY = "skytally.way-back";

/** Before the browser leaves for an identity provider: where to go when it is back. */
export function keepWayBack(way: WayBack): void {
    try {
        sessionStorage.setItem(KEY, JSON.stringify(way));
    } catch {
        // Storage may be off: then one comes back to the fleet.
    }
}

/** Where one wanted to go; undefined if nowhere. */
export function wayBack(): WayBack | undefined {
    try {
        const { path, said } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Partial<WayBack>;
        if (typeof path !== "string") return undefined;
        return { path: safeNext(path), ...(typeof said === "string" ? { said } : {}) };
    } catch {
        return undefined;
    }
}

export function forgetWayBack(): void {
    try {
        sessionStorage.removeItem(KEY);
    } catch {
        // As above.
    }
}
