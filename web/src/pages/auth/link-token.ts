/** The token that the link of a mail brings in the fragment. It leaves the address bar and the history at once. */
import { useEffect, useState } from "react";

interface Link {
    /** The page that the link leads to: its token is for no other. */
    page: string;
    /** Null where the link was not whole. */
    token: string | null;
}

/** Kept here only: not in the address bar, nor in the browser's storage. Dies with the page. */
let link: Link | null = null;
/** Where the browser came in. Whoever comes to a page by its address, without a token, had a link that was not whole. */
let cameInAt: string | null = null;

/** Takes the token out of the address. Whether there was one. */
export function takeToken(): boolean {
    cameInAt ??= location.pathname;
    const given = new URLSearchParams(location.hash.slice(1)).get("token");
    if (given === null) return false;
    history.replaceState(history.state, "", location.pathname + location.search);
    link = { page: location.pathname, token: given === "" ? null : given };
    return true;
}

/** As if the browser had just come in: for tests, which come in more than once. */
export function forgetLinks(): void {
    link = null;
    cameInAt = null;
}

export interface LinkToken {
    /** Null where there is none, or it is spent. */
    token: string | null;
    /** Somebody came with a link that has no token. */
    broken: boolean;
    /** It is spent. */
    forget: () => void;
}

/** The token of the link to this page. Another link opened in this tab counts anew. */
export function useLinkToken(): LinkToken {
    const [now, setNow] = useState(() => {
        takeToken();
        return read();
    });
    useEffect(() => {
        const onHash = (): void => {
            if (takeToken()) setNow(read());
        };
        addEventListener("hashchange", onHash);
        return () => removeEventListener("hashchange", onHash);
    }, []);
    const forget = (): void => {
        link = null;
        cameInAt = "";
        setNow({ token: null, broken: false });
    };
    return { ...now, forget };
}

function read(): { token: string | null; broken: boolean } {
    const page = location.pathname;
    const token = link?.page === page ? link.token : null;
    return { token, broken: token === null && (link?.page === page || cameInAt === page) };
}
