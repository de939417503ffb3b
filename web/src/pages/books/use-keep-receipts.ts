/** Keeps files as receipts, one after the other, and says of each that is refused why. */
import { useCallback, useState } from "react";

import { asProblem } from "~/api/problem";
import { type Receipt, useReceipts } from "~/api/receipts";
import { sentence } from "~/lib/format";

export interface Refused {
    name: string;
    why: string;
}

export function useKeepReceipts(workspace: string) {
    const { keep } = useReceipts(workspace);
    const [busy, setBusy] = useState(false);
    const [refused, setRefused] = useState<readonly Refused[]>([]);
    const take = useCallback(
        async (files: readonly File[], then?: (kept: Receipt) => Promise<unknown>): Promise<Receipt[]> => {
            setBusy(true);
            setRefused([]);
            const kept: Receipt[] = [];
            const not: Refused[] = [];
            for (const file of files) {
                if (file.size === 0) {
                    not.push({ name: file.name, why: "The file is empty" });
                    continue;
                }
                try {
                    const receipt = await keep(file);
                    await then?.(receipt);
                    kept.push(receipt);
                } catch (error) {
                    not.push({ name: file.name, why: sentence(asProblem(error).detail) });
                }
            }
            setRefused(not);
            setBusy(false);
            return kept;
        },
        [keep],
    );
    return { busy, refused, take };
}
