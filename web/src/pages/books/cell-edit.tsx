/** A cell that is changed where it stands: its text is a button, which opens the field above it. Enter saves. */
import { type ReactNode, useEffect, useState } from "react";

import { Button } from "~/ui/button";
import { type FieldState, Form, useForm } from "~/ui/form";
import { Popover } from "~/ui/popover";

interface Props {
    /** "Payee of Café Blau". */
    label: string;
    shown: ReactNode;
    value: string;
    check?: (value: string) => string | undefined;
    /** Throws a problem where it is refused: that is shown, and what was typed stays. */
    save: (value: string) => Promise<unknown>;
    field: (props: FieldState<string>, submit: (value: string) => void) => ReactNode;
    align?: "start" | "end";
}

export function CellEdit(props: Props) {
    const { label, shown, align = "start" } = props;
    const [open, setOpen] = useState(false);
    return (
        <Popover
            label={`Change: ${label}`}
            align={align}
            open={open}
            onOpenChange={setOpen}
            className="p-3"
            trigger={
                <button
                    type="button"
                    data-cell-edit=""
                    aria-label={`Change: ${label}`}
                    className={
                        "hover:bg-surface hover:ring-line-strong data-[state=open]:bg-surface data-[state=open]:ring-accent -mx-1.5 inline-block max-w-[calc(100%+0.75rem)] truncate rounded px-1.5 py-0.5 align-middle ring-transparent ring-1 ring-inset " +
                        (align === "end" ? "text-right" : "text-left")
                    }
                >
                    {shown}
                </button>
            }
        >
            <Editor {...props} onDone={() => setOpen(false)} />
        </Popover>
    );
}

function Editor({ label, value, check, save, field, onDone }: Props & { onDone: () => void }) {
    const run = async (next: string): Promise<void> => {
        if (next !== value) await save(next);
        onDone();
    };
    const form = useForm<{ value: string }>({
        initial: { value },
        check: ({ value: next }) => ({ value: check?.(next) }),
        submit: ({ value: next }) => run(next),
    });
    const [taken, setTaken] = useState<string | null>(null);
    // What was chosen is saved at once; it is in the form only after drawing.
    useEffect(() => {
        if (taken === null || form.values.value !== taken) return;
        setTaken(null);
        void form.submit();
    }, [taken, form]);
    return (
        <Form form={form} label={`Change: ${label}`} className="flex flex-col gap-2">
            {field(form.field("value"), setTaken)}
            <Button type="submit" kind="primary" size="sm" loading={form.submitting} className="self-end">
                Save
            </Button>
        </Form>
    );
}
