/** Whether a media query holds. */
import { useSyncExternalStore } from "react";

export function useMedia(query: string): boolean {
    return useSyncExternalStore(
        (tell) => {
            const media = matchMedia(query);
            media.addEventListener("change", tell);
            return () => media.removeEventListener("change", tell);
        },
        () => matchMedia(query).matches,
    );
}

/** The width below which tables become cards and the navigation a drawer. The same as `phone:` in the styles. */
export const usePhone = (): boolean => useMedia("(width < 40rem)");
