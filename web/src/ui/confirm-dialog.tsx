/** Asks before something that cannot be undone. For the worst, the name of the thing must be typed. */
import { type ReactNode, useState } from "react";

import { asProblem } from "~/api/problem";
import { sentence } from "~/lib/format";

import { Alert } from "./alert";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Input } from "./input";

interface Props {
    open: boolean;
    onOpenChange: (open: boolean) => void;
    title: string;
    /** What will happen, and what will not come back. */
    children: ReactNode;
    /** The verb on the button: "Unlink", "Delete". */
    action: string;
    danger?: boolean;
    /** What must be typed before the button works. */
    typed?: string;
    /** The dialog closes when it has succeeded, and shows the problem when it has not. */
    onConfirm: () => Promise<unknown>;
}

export function ConfirmDialog(props: Props) {
    const { open, onOpenChange, title, children, action, danger = true, typed, onConfirm } = props;
    const [word, setWord] = useState("");
    const [busy, setBusy] = useState(false);
    const [fault, setFault] = useState<string | null>(null);

    const change = (next: boolean): void => {
        if (!next) {
            setWord("");
            setFault(null);
        }
        onOpenChange(next);
    };
    const confirm = async (): Promise<void> => {
        setBusy(true);
        setFault(null);
        try {
            await onConfirm();
            change(false);
        } catch (error) {
            setFault(asProblem(error).detail);
        } finally {
            setBusy(false);
        }
    };
    const missing = typed !== undefined && word !== typed ? `Type "${typed}" first.` : undefined;
    return (
        <Dialog
            open={open}
            onOpenChange={change}
            title={title}
            description={children}
            foot={
                <>
                    <Button onClick={() => change(false)}>Cancel</Button>
                    <Button
                        kind={danger ? "danger" : "primary"}
                        loading={busy}
                        disabledReason={missing}
                        onClick={confirm}
                    >
                        {action}
                    </Button>
                </>
            }
        >
            {typed !== undefined && (
                <Input
                    label={`Type ${typed} to confirm`}
                    name="confirm"
                    value={word}
                    onChange={setWord}
                    autoComplete="off"
                />
            )}
            {fault !== null && <Alert tone="bad">{sentence(fault)}</Alert>}
        </Dialog>
    );
}
