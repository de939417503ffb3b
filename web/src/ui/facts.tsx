/** Names and values: what a thing is. */
import type { ReactNode } from "react";

export function Facts({ children }: { children: ReactNode }) {
    return (
        <dl className="grid grid-cols-[minmax(7rem,auto)_1fr] gap-x-6 gap-y-2 text-sm phone:grid-cols-1 phone:gap-y-0">
            {children}
        </dl>
    );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
    return (
        <>
            <dt className="text-ink-3">{name}</dt>
            <dd className="min-w-0 break-words phone:mb-2">{children}</dd>
        </>
    );
}
