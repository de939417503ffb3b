/** What a person has set up on this device: columns, theme. Never data of a client, never a secret. */

export function kept(key: string): string | null {
    try {
        return localStorage.getItem(key);
    } catch {
        return null; // Storage may be off: then nothing is remembered, and everything else works.
    }
}

export function keep(key: string, value: string): void {
    try {
        localStorage.setItem(key, value);
    } catch {
        // As above.
    }
}
