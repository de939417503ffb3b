/** What all fields have: label, hint, error, wired for screen readers. */
import { type ReactNode, useId } from "react";

import { cx } from "~/lib/cx";

export interface FieldProps {
    label: string;
    name: string;
    hint?: ReactNode;
    error?: string | undefined;
    /** The label is for screen readers only: where the place says what it is. */
    hideLabel?: boolean;
    optional?: boolean;
    className?: string | undefined;
}

export interface Wiring {
    id: string;
    name: string;
    "aria-invalid": true | undefined;
    "aria-describedby": string | undefined;
}

export function Field(props: FieldProps & { children: (wiring: Wiring) => ReactNode }) {
    const { label, name, hint, error, hideLabel = false, optional = false, className, children } = props;
    const id = useId();
    const hintId = `${id}-hint`;
    const errorId = `${id}-error`;
    const described = [error !== undefined && errorId, hint !== undefined && hintId]
        .filter(Boolean)
        .join(" ");
    return (
        <div className={cx("flex flex-col gap-1", className)}>
            <label htmlFor={id} className={hideLabel ? "sr-only" : "text-sm font-medium"}>
                {label}
                {optional && <span className="text-ink-3 font-normal"> (optional)</span>}
            </label>
            {children({
                id,
                name,
                "aria-invalid": error === undefined ? undefined : true,
                "aria-describedby": described || undefined,
            })}
            {error !== undefined && (
                <p id={errorId} role="alert" className="text-critical text-xs">
                    {error}
                </p>
            )}
            {hint !== undefined && (
                <p id={hintId} className="text-ink-3 text-xs">
                    {hint}
                </p>
            )}
        </div>
    );
}

// 16 px on a phone: below that, iOS zooms the page when the field gets the focus.
export const controlClass =
    "bg-surface text-ink border-line-strong w-full rounded-md border px-2.5 text-sm phone:text-[1rem] " +
    "hover:border-ink-3 focus-visible:outline-offset-0 aria-invalid:border-critical [&[readonly]]:bg-sunken";
