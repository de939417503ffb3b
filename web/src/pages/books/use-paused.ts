/** A text once somebody has paused typing it. */
import { useEffect, useState } from "react";

const PAUSE_MS = 150;

export function usePaused(text: string): string {
    const [paused, setPaused] = useState(text);
    useEffect(() => {
        const timer = setTimeout(() => setPaused(text), PAUSE_MS);
        return () => clearTimeout(timer);
    }, [text]);
    return paused;
}
