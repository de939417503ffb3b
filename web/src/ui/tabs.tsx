/** Tabs: sides of one thing. Which one is open stands in the URL, so each is a link. */
import { type ReactNode, useLayoutEffect, useRef } from "react";

import { usePhone } from "~/lib/media";

import { BareLink } from "./link";

export interface Tab {
    to: string;
    label: ReactNode;
    current: boolean;
}

export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
    const place = useRef<HTMLElement>(null);
    const phone = usePhone();
    // On a phone not all fit: the one that is open is in sight, also when its neighbours grow (by a count that was read later).
    useLayoutEffect(() => {
        const nav = place.current;
        const open = nav?.querySelector("[aria-current=page]")?.getBoundingClientRect();
        if (!phone || nav === null || open === undefined) return;
        const { left, right } = nav.getBoundingClientRect();
        if (open.right > right) nav.scrollLeft += open.right - right;
        if (open.left < left) nav.scrollLeft -= left - open.left;
    });
    return (
        <nav
            ref={place}
            aria-label={label}
            className="border-line -mx-1 mb-5 flex gap-1 overflow-x-auto border-b"
        >
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
