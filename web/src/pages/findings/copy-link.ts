/** Copies the link of a page of the console. */
import { toast } from "~/ui/toast";

export async function copyLink(path: string): Promise<void> {
    try {
        await navigator.clipboard.writeText(new URL(path, location.origin).href);
        toast("The link is copied.");
    } catch {
        toast("The browser did not allow to copy: take the link from its address bar.", { tone: "bad" });
    }
}
