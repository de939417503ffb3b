/** A few words about a control or a number, on hover and focus. Never the only place where something important is said. */
import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

export function Tooltip({
    text,
    children,
    side,
}: {
    text: ReactNode;
    children: ReactNode;
    side?: "top" | "right" | "bottom";
}) {
    return (
        <Radix.Root>
            <Radix.Trigger asChild>{children}</Radix.Trigger>
            <Radix.Portal>
                <Radix.Content
                    side={side ?? "top"}
                    sideOffset={6}
                    collisionPadding={8}
                    onEscapeKeyDown={passOn}
                    className="animate-fade bg-ink text-bg shadow-over z-50 max-w-72 rounded-md px-2 py-1 text-xs"
                >
                    {text}
                </Radix.Content>
            </Radix.Portal>
        </Radix.Root>
    );
}

/** It is nothing that one has opened: within a dialog or a drawer the first Escape closes that, and the tooltip with it. */
function passOn(): void {
    if (document.activeElement?.closest("[role=dialog]") == null) return;
    setTimeout(() => document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })));
}

export const TooltipProvider = ({ children }: { children: ReactNode }) => (
    <Radix.Provider delayDuration={350} skipDelayDuration={200}>
        {children}
    </Radix.Provider>
);
