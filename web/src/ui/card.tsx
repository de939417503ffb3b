/** A surface that holds together what belongs together. */
import type { ReactNode } from "react";

import { cx } from "~/lib/cx";

export function Card({
    children,
    className,
    flush = false,
}: {
    children: ReactNode;
    className?: string;
    flush?: boolean;
}) {
    return (
        <div
            className={cx("bg-surface border-line shadow-card rounded-lg border", !flush && "p-4", className)}
        >
            {children}
        </div>
    );
}
