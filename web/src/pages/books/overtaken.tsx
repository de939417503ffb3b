/** Somebody else has changed what is being changed here: that is said, what was typed stays, and saving again holds. */
import { useState } from "react";

import { Alert } from "~/ui/alert";

/** Whether it is in another version than when one began; `seen` takes note of a version of one's own. */
export function useOvertaken(version: number): { overtaken: boolean; seen: (version: number) => void } {
    const [known, setKnown] = useState(version);
    return { overtaken: version !== known, seen: setKnown };
}

export const OvertakenAlert = () => (
    <Alert tone="warn">
        Somebody else has changed it meanwhile. What you typed is still here; save it if it holds.
    </Alert>
);
