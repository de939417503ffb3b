/** A time: how long ago, and on hover and focus exactly when. */
import { useSyncExternalStore } from "react";

import { ago, date, dateTime, readTime } from "~/lib/format";

import { Tooltip } from "./tooltip";
import { UnknownBadge } from "./unknown-badge";

// One clock for all times on the page.
const TICK_MS = 30_000;
let now = new Date();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(tell: () => void): () => void {
    listeners.add(tell);
    timer ??= setInterval(() => {
        now = new Date();
        listeners.forEach((each) => each());
    }, TICK_MS);
    return () => {
        listeners.delete(tell);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
    };
}

export function useNow(): Date {
    return useSyncExternalStore(subscribe, () => {
        // Nobody has listened for a while: the clock stands, and is set before it is read.
        if (listeners.size === 0 && Date.now() - now.getTime() > TICK_MS) now = new Date();
        return now;
    });
}

interface Props {
    at: string | null | undefined;
    as?: "ago" | "date" | "exact";
    /** What to show where there is none. */
    none?: string;
}

export function Time({ at, as = "ago", none }: Props) {
    const current = useNow();
    const time = readTime(at);
    if (time === null)
        return none === undefined ? <UnknownBadge /> : <span className="text-ink-3">{none}</span>;
    const text = as === "ago" ? ago(time, current) : as === "date" ? date(time) : dateTime(time);
    const element = (
        <time dateTime={time.toISOString()} className="whitespace-nowrap">
            {text}
        </time>
    );
    return as === "exact" ? element : <Tooltip text={dateTime(time)}>{element}</Tooltip>;
}
