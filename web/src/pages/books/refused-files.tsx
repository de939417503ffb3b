/** Which files were not kept, and why. */
import { Alert } from "~/ui/alert";

import type { Refused } from "./use-keep-receipts";

export function RefusedFiles({ refused }: { refused: readonly Refused[] }) {
    if (refused.length === 0) return null;
    return (
        <Alert tone="bad">
            <ul>
                {refused.map(({ name, why }) => (
                    <li key={`${name} ${why}`}>
                        {name} was not kept. {why}.
                    </li>
                ))}
            </ul>
        </Alert>
    );
}
