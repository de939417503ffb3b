/** The registry of shortcuts: what is registered works, and is listed in the help. */
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Shortcut {
    /** A key ("?"), a sequence ("g f"), or with the platform's key ("mod+k"). */
    keys: string;
    label: string;
    group: string;
    run: () => void;
    /** Whether it is for now: a shortcut that is not lets the key through. */
    onlyWhen?: () => boolean;
    /** It belongs to a drawer or dialog, and works while one is open. All others rest then. */
    above?: boolean;
}

/** How long a sequence waits for its next key. */
const SEQUENCE_MS = 1_200;
let registered: readonly Shortcut[] = [];
const listeners = new Set<() => void>();

export function register(shortcuts: readonly Shortcut[]): () => void {
    registered = [...registered, ...shortcuts];
    listeners.forEach((tell) => tell());
    return () => {
        registered = registered.filter((one) => !shortcuts.includes(one));
        listeners.forEach((tell) => tell());
    };
}

/** Registers shortcuts while the component is shown. The newest function runs, without registering anew. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
    const newest = useRef(shortcuts);
    useEffect(() => {
        newest.current = shortcuts;
    });
    const names = shortcuts.map(({ keys, label }) => `${keys} ${label}`).join("\n");
    useEffect(() => {
        const find = (keys: string): Shortcut | undefined => newest.current.find((one) => one.keys === keys);
        return register(
            newest.current.map((one) => ({
                ...one,
                run: () => find(one.keys)?.run(),
                onlyWhen: () => find(one.keys)?.onlyWhen?.() ?? true,
            })),
        );
    }, [names]);
}

export function useRegistered(): readonly Shortcut[] {
    return useSyncExternalStore(
        (tell) => {
            listeners.add(tell);
            return () => listeners.delete(tell);
        },
        () => registered,
    );
}

function nameOf(event: KeyboardEvent): string {
    if (event.metaKey || event.ctrlKey) return `mod+${event.key.toLowerCase()}`;
    return event.key;
}

function isTyping(target: EventTarget | null): boolean {
    return (
        target instanceof Element &&
        target.closest("input, textarea, select, [contenteditable=true], [role=menu]") !== null
    );
}

/** Listens for the keys of all registered shortcuts. */
export function listenForShortcuts(): () => void {
    let begun = "";
    let begunAt = 0;
    const onKeyDown = (event: KeyboardEvent): void => {
        if (event.defaultPrevented || event.altKey || event.isComposing) return;
        const name = nameOf(event);
        const global = name.startsWith("mod+") || /^F\d+$/.test(name);
        // In a field, and above the page, keys have other meanings.
        if (!global && isTyping(event.target)) return;
        const covered = !global && document.querySelector("[role=dialog]") !== null;
        const keys = begun !== "" && event.timeStamp - begunAt < SEQUENCE_MS ? `${begun} ${name}` : name;
        // The newest one first: what lies above wins.
        const hit = registered.findLast(
            (one) => one.keys === keys && (!covered || one.above === true) && (one.onlyWhen?.() ?? true),
        );
        begun = "";
        if (hit !== undefined) {
            event.preventDefault();
            hit.run();
        } else if (!covered && registered.some((one) => one.keys.startsWith(`${keys} `))) {
            begun = keys;
            begunAt = event.timeStamp;
        }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
}
