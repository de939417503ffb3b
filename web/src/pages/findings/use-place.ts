/** Where a row stands in a list, or stood when it was last in it: muting may take it off while it is shown. */
import { useRef } from "react";

export function usePlace(rows: readonly { id: string }[], id: string | undefined): number {
    const last = useRef({ id, at: -1 });
    const at = rows.findIndex((row) => row.id === id);
    if (at >= 0 || last.current.id !== id) last.current = { id, at };
    return last.current.at;
}
