/** Buttons. One primary a view; a disabled one always says why. */
import { LoaderCircle } from "lucide-react";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";

import { cx } from "~/lib/cx";

import { Tooltip } from "./tooltip";

export type ButtonKind = "primary" | "plain" | "quiet" | "danger";

const KIND: Record<ButtonKind, string> = {
    primary: "bg-accent text-accent-ink hover:bg-accent-hover border-transparent shadow-card",
    plain: "bg-surface text-ink border-line hover:bg-hover shadow-card",
    quiet: "bg-transparent text-ink-2 border-transparent hover:bg-hover hover:text-ink",
    danger: "bg-surface text-critical border-line hover:bg-critical-soft shadow-card",
};

export const buttonClass = (kind: ButtonKind = "plain", size: "sm" | "md" = "md"): string =>
    cx(
        "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap",
        "transition-colors select-none aria-disabled:cursor-not-allowed aria-disabled:opacity-55",
        size === "sm" ? "h-7 px-2 text-xs phone:h-9 phone:px-3" : "h-8 px-3 text-sm phone:h-10 phone:px-4",
        KIND[kind],
    );

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> {
    kind?: ButtonKind;
    size?: "sm" | "md";
    icon?: ReactNode;
    /** The work is going on: the button keeps the focus and does nothing. */
    loading?: boolean | undefined;
    /** Why it cannot be used now. Shown as tooltip; the button stays reachable by keyboard. */
    disabledReason?: string | undefined;
    ref?: Ref<HTMLButtonElement>;
}

export function Button(props: ButtonProps) {
    const {
        kind,
        size,
        icon,
        loading,
        disabledReason,
        children,
        className,
        onClick,
        type = "button",
        ...rest
    } = props;
    const off = loading === true || disabledReason !== undefined;
    const button = (
        <button
            {...rest}
            // `aria-disabled`, not `disabled`: the focus would be lost, and nobody could read why.
            type={off && type === "submit" ? "button" : type}
            aria-disabled={off || undefined}
            aria-busy={loading || undefined}
            onClick={off ? (event) => event.preventDefault() : onClick}
            className={cx(buttonClass(kind, size), className)}
        >
            {loading ? <LoaderCircle aria-hidden size={14} className="animate-spin" /> : icon}
            {children}
        </button>
    );
    return disabledReason === undefined ? button : <Tooltip text={disabledReason}>{button}</Tooltip>;
}
