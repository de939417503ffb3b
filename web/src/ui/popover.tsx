/** A small panel at a control: filters, an explanation with links. */
import { Popover as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

import { cx } from "~/lib/cx";

interface Props {
    trigger: ReactElement;
    /** The name of the panel for screen readers. */
    label: string;
    children: ReactNode;
    align?: "start" | "center" | "end";
    open?: boolean;
    onOpenChange?: (open: boolean) => void;
    className?: string;
}

export function Popover({ trigger, label, children, align = "start", open, onOpenChange, className }: Props) {
    return (
        <Radix.Root
            {...(open === undefined ? {} : { open })}
            {...(onOpenChange === undefined ? {} : { onOpenChange })}
        >
            <Radix.Trigger asChild>{trigger}</Radix.Trigger>
            <Radix.Portal>
                <Radix.Content
                    aria-label={label}
                    align={align}
                    sideOffset={6}
                    collisionPadding={8}
                    className={cx(overClass, "animate-rise z-40 w-72 p-3", className)}
                >
                    {children}
                </Radix.Content>
            </Radix.Portal>
        </Radix.Root>
    );
}

/** The looks of whatever lies above the page. */
export const overClass = "bg-surface border-line text-ink shadow-over rounded-lg border text-sm";
