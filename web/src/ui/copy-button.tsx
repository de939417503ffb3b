/** Copies a text, and says so. */
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

import { IconButton } from "./icon-button";
import { toast } from "./toast";

const SAID_MS = 1_500;

export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
    const [done, setDone] = useState(false);
    useEffect(() => {
        if (!done) return;
        const timer = setTimeout(() => setDone(false), SAID_MS);
        return () => clearTimeout(timer);
    }, [done]);
    const copy = async (): Promise<void> => {
        try {
            await navigator.clipboard.writeText(text);
            setDone(true);
        } catch {
            toast("The browser did not allow to copy: select the text instead.", { tone: "bad" });
        }
    };
    return (
        <IconButton
            size="sm"
            label={done ? "Copied" : label}
            icon={
                done ? <Check aria-hidden size={14} className="text-good" /> : <Copy aria-hidden size={14} />
            }
            onClick={copy}
        />
    );
}
