/** Gives a text to the browser as a file. */
import type { ResourceRef } from "~/lib/paths";

const NAME_MAX_CHARS = 120;

/** A name that every file system takes, with the kind and what of the id is safe. */
export function fileName({ kind, id }: ResourceRef): string {
    const safe = `${kind}-${id}`.replaceAll(/[^\w.-]+/g, "-").replaceAll(/^[-.]+|[-.]+$/g, "");
    return `${safe.slice(0, NAME_MAX_CHARS) || "resource"}.json`;
}

export function download(name: string, text: string): void {
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    // The browser has taken it by the next turn.
    setTimeout(() => URL.revokeObjectURL(url));
}
