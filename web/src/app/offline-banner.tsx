/** Says that this device is offline; what is shown may be old. */
import { CloudOff } from "lucide-react";
import { useSyncExternalStore } from "react";

function subscribe(tell: () => void): () => void {
    addEventListener("online", tell);
    addEventListener("offline", tell);
    return () => {
        removeEventListener("online", tell);
        removeEventListener("offline", tell);
    };
}

export function OfflineBanner() {
    const online = useSyncExternalStore(subscribe, () => navigator.onLine);
    return (
        <div role="status">
            {!online && (
                <p className="bg-medium-soft text-medium flex items-center justify-center gap-2 px-4 py-1.5 text-sm">
                    <CloudOff aria-hidden size={14} /> You are offline. What is shown may be old, and nothing
                    can be changed.
                </p>
            )}
        </div>
    );
}
