/** Nothing here, why, and the next step. */
import type { ReactNode } from "react";

export function EmptyState({
    icon,
    title,
    children,
    action,
}: {
    icon: ReactNode;
    title: string;
    children?: ReactNode;
    action?: ReactNode;
}) {
    return (
        <div className="border-line flex flex-col items-center gap-1 rounded-lg border border-dashed px-6 py-14 text-center">
            <div className="bg-sunken text-ink-2 mb-2 grid size-10 place-items-center rounded-full">
                {icon}
            </div>
            <h2 className="text-base font-semibold">{title}</h2>
            {children !== undefined && <p className="text-ink-2 max-w-md text-sm">{children}</p>}
            {action !== undefined && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
        </div>
    );
}
