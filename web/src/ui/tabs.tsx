/** Tabs: sides of one thing. Which one is open stands in the URL, so each is a link. */
import type { ReactNode } from "react";

import { BareLink } from "./link";

export interface Tab {
    to: string;
    label: ReactNode;
    current: boolean;
}

export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
    return (
        <nav aria-label={label} className="border-line -mx-1 mb-5 flex gap-1 overflow-x-auto border-b">
            {tabs.map(({ to, label: name, current }) => (
                <BareLink
                    key={to}
                    to={to}
                    // Tabs of one path differ by their search: without this, each would be marked as the current one.
                    activeWhen="same"
                    aria-current={current ? "page" : undefined}
                    className={
                        "-mb-px shrink-0 rounded-t-md border-b-2 px-3 py-2 text-sm font-medium whitespace-nowrap -outline-offset-2 " +
                        (current ? "border-accent text-ink" : "text-ink-2 hover:text-ink border-transparent")
                    }
                >
                    {name}
                </BareLink>
            ))}
        </nav>
    );
}
