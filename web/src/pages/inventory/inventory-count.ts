/** How many resources there are, said honestly: a total that is not known is not made up. Pure. */
import { number, plural } from "~/lib/format";

interface Known {
    q: string | undefined;
    /** The list for this filter is on its way. */
    searching: boolean;
    /** Rows that were read; undefined before the first page. */
    read: number | undefined;
    /** Whether there are more to read. */
    more: boolean;
    /** Sums of the filter without the text; undefined while they are not known. */
    sum: { resources: number; hidden: number } | undefined;
    /** The sums could not be read. */
    failed: boolean;
    /** Whether all that there is was listed. */
    whole: boolean;
}

export function countText({ q, searching, read, more, sum, failed, whole }: Known): string {
    if (q !== undefined) {
        if (searching) return "Searching…";
        if (read === undefined) return "";
        const of = sum === undefined ? "" : ` of ${number(sum.resources)}`;
        if (more) return `At least ${number(read)}${of} fit; more are read as you scroll`;
        return `${number(read)}${of} ${read === 1 && of === "" ? "fits" : "fit"}`;
    }
    if (sum === undefined) return failed ? "How many there are is not known now" : "";
    const unseen = sum.hidden > 0 ? `; ${number(sum.hidden)} with parts not seen` : "";
    // A zero would say that there is none.
    if (!whole && sum.resources === 0) return "None seen, and not everything was seen";
    return `${whole ? "" : "At least "}${plural(sum.resources, "resource")}${unseen}`;
}
