/** What a page notes of itself while it is measured. `noteAll` goes into the page before its own scripts, so it must stand alone. */

export interface Notes {
    /** First contentful paint, in milliseconds from the start of the navigation. */
    fcp: number;
    /** Largest contentful paint so far, what it was, and when it was told. */
    lcp: number;
    lcpOf: string;
    lcpTold: number;
    /** Events that took 16 ms or more until the next paint, in steps of 8 ms. */
    events: { interaction: number; name: string; duration: number }[];
    /** Animation frames of 50 ms or more. */
    long: { duration: number; blocking: number }[];
    /** When the newest key or button was pressed. */
    pressed: number;
    /** Looked at before each frame until it holds; `there` says when that was, and is 0 before. */
    until: (() => boolean) | undefined;
    there: number;
    /** The longest time between two frames since it was set to 0. */
    gap: number;
    /** Takes what the browser has noted and not told yet. */
    take: () => void;
}

declare global {
    interface Window {
        benchNotes: Notes;
    }
}

export function noteAll(): void {
    const notes: Notes = {
        fcp: 0,
        lcp: 0,
        lcpOf: "",
        lcpTold: 0,
        events: [],
        long: [],
        pressed: 0,
        until: undefined,
        there: 0,
        gap: 0,
        take: () => {
            for (const [observer, note] of observers) observer.takeRecords().forEach(note);
        },
    };
    window.benchNotes = notes;
    type Entry = PerformanceEntry & {
        interactionId?: number;
        blockingDuration?: number;
        element?: Element | null;
    };
    const observers: [PerformanceObserver, (entry: Entry) => void][] = [];
    // The types do not know this one yet.
    type Init = PerformanceObserverInit & { durationThreshold?: number };
    const see = (init: Init, note: (entry: Entry) => void): void => {
        const observer = new PerformanceObserver((list) => {
            list.getEntries().forEach(note);
        });
        observer.observe({ buffered: true, ...init });
        observers.push([observer, note]);
    };
    see({ type: "paint" }, ({ name, startTime }) => {
        if (name === "first-contentful-paint") notes.fcp = startTime;
    });
    see({ type: "largest-contentful-paint" }, ({ startTime, element }) => {
        notes.lcp = startTime;
        notes.lcpOf = `${element?.tagName.toLowerCase() ?? "?"}: ${(element?.textContent ?? "").slice(0, 60)}`;
        notes.lcpTold = performance.now();
    });
    see({ type: "event", durationThreshold: 16 }, ({ interactionId = 0, name, duration }) => {
        if (interactionId > 0) notes.events.push({ interaction: interactionId, name, duration });
    });
    see({ type: "long-animation-frame" }, ({ duration, blockingDuration = 0 }) => {
        notes.long.push({ duration, blocking: blockingDuration });
    });
    for (const press of ["pointerdown", "keydown"]) {
        const note = (event: Event): void => {
            notes.pressed = event.timeStamp;
        };
        addEventListener(press, note, { capture: true, passive: true });
    }
    let before = 0;
    const frame = (now: number): void => {
        if (before > 0) notes.gap = Math.max(notes.gap, now - before);
        before = now;
        if (notes.until?.() === true) {
            notes.there = performance.now();
            notes.until = undefined;
        }
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
}
