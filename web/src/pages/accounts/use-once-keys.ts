/** One idempotency key for each thing that is sent: the same form sent twice links once, another one is another thing. */
import { useState } from "react";

export function useOnceKeys(): (body: unknown) => string {
    const [keys] = useState(() => new Map<string, string>());
    return (body) => {
        const what = JSON.stringify(body);
        const key = keys.get(what) ?? crypto.randomUUID();
        keys.set(what, key);
        return key;
    };
}
