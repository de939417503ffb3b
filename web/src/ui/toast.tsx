/** A word about what has just been done, with a way back where there is one. Problems belong beside what they are about. */
import { X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { type ReactNode, useSyncExternalStore } from "react";

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
    const shown = useSyncExternalStore(subscribe, () => items);
    return (
        <Radix.Provider duration={SHOWN_MS} swipeDirection="right">
            {children}
            {shown.map(({ id, text, tone, undo }) => (
                <Radix.Root
                    key={id}
                    type={tone === "bad" ? "foreground" : "background"}
                    onOpenChange={(open) => {
                        if (!open) close(id);
                    }}
                    className={`${overClass} animate-rise flex items-center gap-3 py-2 pr-2 pl-4 ${tone === "bad" ? "text-critical" : ""}`}
                >
                    <Radix.Description className="min-w-0 flex-1 break-words">{text}</Radix.Description>
                    {undo !== undefined && (
                        <Radix.Action altText="Undo it in the list" asChild>
                            <button
                                type="button"
                                onClick={undo}
                                className="text-accent-text rounded px-2 py-1 font-medium hover:underline"
                            >
                                Undo
                            </button>
                        </Radix.Action>
                    )}
                    <Radix.Close
                        aria-label="Close"
                        className="text-ink-3 hover:text-ink grid size-7 place-items-center rounded"
                    >
                        <X aria-hidden size={14} />
                    </Radix.Close>
                </Radix.Root>
            ))}
            <Radix.Viewport className="fixed right-4 bottom-4 z-50 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2" />
        </Radix.Provider>
    );
}
