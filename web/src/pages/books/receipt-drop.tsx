/** Where receipts are dropped, pasted, chosen, or taken by the camera of a phone. */
import { Camera, FileUp } from "lucide-react";
import { type ChangeEvent, type DragEvent, useEffect, useRef, useState } from "react";

import { RECEIPT_TYPES } from "~/api/receipts";
import { cx } from "~/lib/cx";
import { Button } from "~/ui/button";

interface Props {
    /** What stands in it. */
    label: string;
    reason: string | undefined;
    busy: boolean;
    onFiles: (files: readonly File[]) => void;
    /** A picture in the clipboard is taken wherever on the page it is pasted. */
    takesPaste?: boolean;
}

export function ReceiptDrop({ label, reason, busy, onFiles, takesPaste = false }: Props) {
    const [over, setOver] = useState(false);
    const chooser = useRef<HTMLInputElement>(null);
    const camera = useRef<HTMLInputElement>(null);
    const may = reason === undefined;
    useEffect(() => {
        if (!takesPaste || !may) return;
        const onPaste = (event: ClipboardEvent): void => {
            const files = [...(event.clipboardData?.files ?? [])];
            if (files.length === 0) return;
            event.preventDefault();
            onFiles(files);
        };
        window.addEventListener("paste", onPaste);
        return () => window.removeEventListener("paste", onPaste);
    }, [takesPaste, may, onFiles]);
    const take = (event: ChangeEvent<HTMLInputElement>): void => {
        const files = [...(event.target.files ?? [])];
        // The same file once more is chosen once more.
        event.target.value = "";
        if (files.length > 0) onFiles(files);
    };
    return (
        <div
            onDragOver={(event: DragEvent) => {
                if (!may || !event.dataTransfer.types.includes("Files")) return;
                event.preventDefault();
                setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={(event: DragEvent) => {
                setOver(false);
                const files = [...event.dataTransfer.files];
                if (!may || files.length === 0) return;
                event.preventDefault();
                onFiles(files);
            }}
            className={cx(
                "flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-dashed px-4 py-3 text-sm",
                over ? "border-accent bg-accent-soft" : "border-line-strong",
            )}
        >
            <p className="text-ink-2 min-w-0 flex-1 basis-52">{label}</p>
            <span className="flex flex-wrap gap-2">
                <Button
                    icon={<FileUp aria-hidden size={14} />}
                    loading={busy}
                    disabledReason={reason}
                    onClick={() => chooser.current?.click()}
                >
                    Choose files
                </Button>
                <Button
                    className="hidden pointer-coarse:inline-flex"
                    icon={<Camera aria-hidden size={14} />}
                    disabledReason={reason}
                    onClick={() => camera.current?.click()}
                >
                    Take a picture
                </Button>
            </span>
            <input
                ref={chooser}
                type="file"
                multiple
                accept={RECEIPT_TYPES}
                aria-label="Files of receipts"
                tabIndex={-1}
                className="sr-only"
                onChange={take}
            />
            <input
                ref={camera}
                type="file"
                accept={RECEIPT_TYPES}
                capture="environment"
                aria-label="A picture by the camera"
                tabIndex={-1}
                className="sr-only"
                onChange={take}
            />
        </div>
    );
}
