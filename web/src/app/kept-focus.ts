/**
 * What has the focus may go: a chip that is removed, a row that is deleted, a button whose work is done. Browsers then begin at
 * the top of the page again. Here one goes on beside it.
 */

const TABBABLE =
    "a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex='0']";
/** Rows that are scrolled out of sight are gone as well: nobody wants to be taken back to where one comes from. */
const SCROLLED_MS = 300;

/** Listens, and gives what ends it. */
export function keepFocus(): () => void {
    let last: Element | null = null;
    let around: Element[] = [];
    let scrolledAt = -Infinity;
    const onFocus = (event: FocusEvent): void => {
        last = event.target instanceof Element ? event.target : null;
        around = [];
        for (let up = last?.parentElement ?? null; up !== null; up = up.parentElement) around.push(up);
    };
    const onScroll = (event: Event): void => {
        scrolledAt = event.timeStamp;
    };
    const look = (): void => {
        if (last === null || last.isConnected) return;
        const lost = around;
        last = null;
        around = [];
        // Dialogs and menus say themselves where one goes on.
        if (document.activeElement !== document.body || lost.some(isAbove)) return;
        if (performance.now() - scrolledAt < SCROLLED_MS) return;
        const main = document.querySelector("main");
        const near = lost.find((element) => element.isConnected && main?.contains(element));
        const next = near === undefined || near === main ? null : near.querySelector<HTMLElement>(TABBABLE);
        (next ?? document.querySelector<HTMLElement>("main h1"))?.focus({ preventScroll: true });
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true });
    document.addEventListener("focusin", onFocus);
    window.addEventListener("scroll", onScroll, { passive: true });
    return () => {
        observer.disconnect();
        document.removeEventListener("focusin", onFocus);
        window.removeEventListener("scroll", onScroll);
    };
}

const isAbove = (element: Element): boolean =>
    element.matches("[role=dialog], [role=menu], [role=listbox], [role=region][aria-label^=Messages]");
