/** A dialog: something short that must be finished or given up. Longer work has a page. */
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";

import { cx } from "~/lib/cx";

import { IconButton } from "./icon-button";
import { useReturnFocus } from "./return-focus";

interface Props {
    open: boolean;
    onOpenChange: (open: boolean) => void;
    title: string;
    /** One or two sentences; read out when the dialog opens. */
    description?: ReactNode;
    children: ReactNode;
    /** Buttons at the foot, the main one last. Within a form use `DialogFoot` instead. */
    foot?: ReactNode;
    size?: "sm" | "md" | "lg";
}

const SIZE = { sm: "max-w-sm", md: "max-w-lg", lg: "max-w-3xl" };

export function Dialog({ open, onOpenChange, title, description, children, foot, size = "md" }: Props) {
    const onCloseAutoFocus = useReturnFocus(open);
    return (
        <Radix.Root open={open} onOpenChange={onOpenChange}>
            <Radix.Portal>
                <Radix.Overlay className="animate-fade bg-scrim fixed inset-0 z-40 grid place-items-center overflow-y-auto p-4 phone:items-end phone:p-2">
                    <Radix.Content
                        onOpenAutoFocus={focusFirstField}
                        {...(description === undefined ? { "aria-describedby": undefined } : {})}
                        onCloseAutoFocus={onCloseAutoFocus}
                        className={cx(
                            "animate-rise bg-surface border-line shadow-over relative w-full rounded-xl border outline-none",
                            SIZE[size],
                        )}
                    >
                        <div className="flex items-start justify-between gap-4 px-5 pt-4">
                            <Radix.Title className="text-base leading-6 font-semibold">{title}</Radix.Title>
                            <Radix.Close asChild>
                                <IconButton
                                    label="Close"
                                    size="sm"
                                    icon={<X aria-hidden size={16} />}
                                    className="-mr-1.5"
                                />
                            </Radix.Close>
                        </div>
                        {description !== undefined && (
                            <Radix.Description asChild>
                                <div className="text-ink-2 px-5 pt-1 text-sm">{description}</div>
                            </Radix.Description>
                        )}
                        <div className="px-5 pt-4 pb-5">
                            {children}
                            {foot !== undefined && <DialogFoot>{foot}</DialogFoot>}
                        </div>
                    </Radix.Content>
                </Radix.Overlay>
            </Radix.Portal>
        </Radix.Root>
    );
}

/** Into the first field, or on the dialog itself: not on its close button, where the browser would begin. */
export function focusFirstField(event: Event): void {
    event.preventDefault();
    const content = event.currentTarget;
    if (!(content instanceof HTMLElement)) return;
    const field = content.querySelector<HTMLElement>(
        "input:not([type=hidden]), select, textarea, [role=radio]",
    );
    (field ?? content).focus();
}

export const DialogFoot = ({ children }: { children: ReactNode }) => (
    <div className="mt-5 flex flex-wrap justify-end gap-2 phone:flex-col-reverse">{children}</div>
);
