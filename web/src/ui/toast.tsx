/**
 * A word about what has just been done, with a way back where there is one. Problems belong beside what they are about.
 * It lies above dialogs without being one: it takes neither the focus nor Escape from what it lies above. F8 goes to it.
 */
import { X } from "lucide-react";
import { DismissableLayer } from "radix-ui/internal";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react";

import { useShortcuts } from "~/app/shortcuts";

import { overClass } from "./popover";

interface ToastItem {
    id: number;
    text: string;
    tone: "done" | "bad";
    undo?: (() => void) | undefined;
}

const SHOWN_MS = 7_000;
const SHOWN_MAX = 3;
let items: readonly ToastItem[] = [];
let counter = 0;
const listeners = new Set<() => void>();

function set(next: readonly ToastItem[]): void {
    items = next.slice(-SHOWN_MAX);
    listeners.forEach((tell) => tell());
}

/** Says that something is done: `toast("Muted 3 findings.", { undo })`. */
export function toast(
    text: string,
    { undo, tone = "done" }: { undo?: () => void; tone?: "done" | "bad" } = {},
): void {
    counter += 1;
    set([...items, { id: counter, text, tone, undo }]);
}

const close = (id: number): void => set(items.filter((item) => item.id !== id));

function subscribe(tell: () => void): () => void {
    listeners.add(tell);
    return () => listeners.delete(tell);
}

export function ToastProvider({ children }: { children: ReactNode }) {
    return (
        <>
            {children}
            <Toasts />
        </>
    );
}

function Toasts() {
    const shown = useSyncExternalStore(subscribe, () => items);
    const place = useRef<HTMLDivElement>(null);
    // Where F8 was pressed: one comes back there when the word that one went to is gone.
    const before = useRef<Element | null>(null);
    // Whoever reads or holds one of them is not hurried.
    const [held, setHeld] = useState(false);
    useShortcuts([
        {
            keys: "F8",
            label: "Go to the newest message",
            group: "Everywhere",
            run: () => {
                before.current = document.activeElement;
                place.current?.querySelector<HTMLElement>("li:last-child button")?.focus();
            },
            onlyWhen: () => items.length > 0,
        },
    ]);
    const leave = (id: number): void => {
        const within = place.current?.contains(document.activeElement) === true;
        close(id);
        if (!within) return;
        setHeld(false);
        if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
    };
    return (
        // A press on it is no press beside the dialog that lies below it.
        <DismissableLayer.Branch
            ref={place}
            role="region"
            aria-label="Messages (F8)"
            className="pointer-events-none fixed right-4 bottom-4 z-50 w-96 max-w-[calc(100vw-2rem)]"
        >
            {/* It is there before it says anything: what comes into it is read out, also while a dialog is open. */}
            <ol
                aria-live="polite"
                aria-relevant="additions"
                onPointerEnter={() => setHeld(true)}
                onPointerLeave={() => setHeld(false)}
                onFocus={() => setHeld(true)}
                onBlur={() => setHeld(false)}
                className="flex flex-col gap-2"
            >
                {shown.map((item) => (
                    <Shown key={item.id} item={item} held={held} onLeave={() => leave(item.id)} />
                ))}
            </ol>
        </DismissableLayer.Branch>
    );
}

function Shown({ item, held, onLeave }: { item: ToastItem; held: boolean; onLeave: () => void }) {
    const { id, text, tone, undo } = item;
    useEffect(() => {
        if (held) return;
        const timer = setTimeout(() => close(id), SHOWN_MS);
        return () => clearTimeout(timer);
    }, [id, held]);
    const onKeyDown = (event: KeyboardEvent): void => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onLeave();
    };
    return (
        // The keys come from the buttons within.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
        <li
            onKeyDown={onKeyDown}
            className={`${overClass} animate-rise pointer-events-auto flex items-center gap-3 py-2 pr-2 pl-4 ${tone === "bad" ? "text-critical" : ""}`}
        >
            <span role={tone === "bad" ? "alert" : undefined} className="min-w-0 flex-1 break-words">
                {text}
            </span>
            {undo !== undefined && (
                <button
                    type="button"
                    onClick={() => {
                        undo();
                        onLeave();
                    }}
                    className="text-accent-text rounded px-2 py-1 font-medium hover:underline"
                >
                    Undo
                </button>
            )}
            <button
                type="button"
                aria-label="Close"
                onClick={onLeave}
                className="text-ink-3 hover:text-ink grid size-7 place-items-center rounded"
            >
                <X aria-hidden size={14} />
            </button>
        </li>
    );
}
