/**
 * Where the focus goes when a dialog or drawer closes: to where it was when it opened. Radix knows only of triggers of its own,
 * and these are opened by the address, by keys and by menus too.
 */
import { useRef } from "react";

/** For `onCloseAutoFocus`. `first` may take the focus itself, and says whether it did. */
export function useReturnFocus(open: boolean, first?: () => boolean): (event: Event) => void {
    const before = useRef<Element | null>(null);
    const was = useRef(false);
    // Before anything within is drawn: a field in it may take the focus at once.
    if (open && !was.current && typeof document !== "undefined")
        before.current = home(document.activeElement);
    was.current = open;
    return (event) => {
        event.preventDefault();
        if (first?.() === true) return;
        const place = before.current;
        const still =
            place instanceof HTMLElement && place.isConnected && place !== document.body
                ? place
                : // What it was opened from has gone meanwhile, or it was opened by the address.
                  document.querySelector<HTMLElement>("main h1");
        still?.focus({ preventScroll: true });
    };
}

/** An item of a menu is gone when the dialog closes: then it is the button of the menu. */
function home(element: Element | null): Element | null {
    const trigger = element?.closest("[role=menu]")?.getAttribute("aria-labelledby");
    return trigger == null ? element : document.getElementById(trigger);
}
