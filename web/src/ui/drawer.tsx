/** A panel from the side: details beside a list, the navigation on a phone. */
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";

import { cx } from "~/lib/cx";

import { focusFirstField } from "./dialog";
import { IconButton } from "./icon-button";
import { useReturnFocus } from "./return-focus";

interface Props {
    open: boolean;
    onOpenChange: (open: boolean) => void;
    title: string;
    children: ReactNode;
    side?: "left" | "right";
    /** Only for screen readers: where the content has a heading of its own. */
    hideTitle?: boolean;
    /** Where the focus goes when it closes; to where it was before if left out. Gives whether it found a place. */
    returnFocus?: () => boolean;
}

export function Drawer(props: Props) {
    const { open, onOpenChange, title, children, side = "right", hideTitle = false, returnFocus } = props;
    const onCloseAutoFocus = useReturnFocus(open, returnFocus);
    return (
        <Radix.Root open={open} onOpenChange={onOpenChange}>
            <Radix.Portal>
                <Radix.Overlay className="animate-fade bg-scrim fixed inset-0 z-40" />
                <Radix.Content
                    aria-describedby={undefined}
                    onOpenAutoFocus={hideTitle ? focusContent : focusFirstField}
                    onCloseAutoFocus={onCloseAutoFocus}
                    className={cx(
                        "bg-surface border-line shadow-over fixed inset-y-0 z-40 flex w-full flex-col overflow-y-auto outline-none",
                        side === "right"
                            ? "animate-slide right-0 max-w-xl border-l"
                            : "animate-slide-left left-0 max-w-72 border-r",
                    )}
                >
                    <div
                        className={cx(
                            "flex items-center justify-between gap-4",
                            hideTitle ? "absolute top-2 right-2 z-10" : "px-5 pt-4",
                        )}
                    >
                        <Radix.Title className={hideTitle ? "sr-only" : "text-base font-semibold"}>
                            {title}
                        </Radix.Title>
                        <Radix.Close asChild>
                            <IconButton label="Close" size="sm" icon={<X aria-hidden size={16} />} />
                        </Radix.Close>
                    </div>
                    <div className={hideTitle ? "flex min-h-0 flex-1 flex-col" : "px-5 py-4"}>{children}</div>
                </Radix.Content>
            </Radix.Portal>
        </Radix.Root>
    );
}

/** Not its first button, which would show its tooltip, and take the first Escape to hide it. */
function focusContent(event: Event): void {
    event.preventDefault();
    if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}
