/** Keeping a view under a name, and renaming or deleting those that are kept. */
import { Link2, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";

import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { Dialog, DialogFoot } from "~/ui/dialog";
import { Form, useForm } from "~/ui/form";
import { IconButton } from "~/ui/icon-button";
import { Input } from "~/ui/input";
import { Link } from "~/ui/link";
import { toast } from "~/ui/toast";

import { copyLink } from "./copy-link";
import type { FindingSearch } from "./finding-search";
import { type KeptViews, NAME_MAX_CHARS, type View } from "./views";

interface Props {
    open: boolean;
    onOpenChange: (open: boolean) => void;
    kept: KeptViews;
}

export function SaveViewDialog({ open, onOpenChange, kept, search }: Props & { search: FindingSearch }) {
    return (
        <Dialog
            open={open}
            onOpenChange={onOpenChange}
            title="Keep this view"
            description="Filters, grouping and order, under a name, on this device. To share it, copy its link."
            size="sm"
        >
            <NameForm
                action="Keep it"
                initial=""
                refuse={(name) => kept.refuse(name)}
                onCancel={() => onOpenChange(false)}
                onName={(name) => {
                    kept.save({ name, search });
                    onOpenChange(false);
                    toast(`The view "${name}" is kept on this device.`);
                }}
            />
        </Dialog>
    );
}

export function ManageViewsDialog({ open, onOpenChange, kept, workspace }: Props & { workspace: string }) {
    const [renaming, setRenaming] = useState<string | null>(null);
    const remove = (view: View): void => {
        kept.remove(view.name);
        if (kept.views.length === 1) onOpenChange(false);
        toast(`The view "${view.name}" is deleted.`, { undo: () => kept.save(view) });
    };
    return (
        <Dialog
            open={open}
            onOpenChange={onOpenChange}
            title="Your views"
            description="They are kept on this device only."
        >
            <ul aria-label="Your views" className="divide-line divide-y">
                {kept.views.map((view) => (
                    <li key={view.name} className="py-2">
                        {renaming === view.name ? (
                            <NameForm
                                action="Rename"
                                initial={view.name}
                                refuse={(name) => kept.refuse(name, view.name)}
                                onCancel={() => setRenaming(null)}
                                onName={(name) => {
                                    kept.rename(view.name, name);
                                    setRenaming(null);
                                }}
                            />
                        ) : (
                            <div className="flex items-center gap-1">
                                <Link
                                    to={paths.findings(workspace, view.search)}
                                    onClick={() => onOpenChange(false)}
                                    className="min-w-0 flex-1 truncate"
                                >
                                    {view.name}
                                </Link>
                                <IconButton
                                    size="sm"
                                    label={`Copy the link of ${view.name}`}
                                    icon={<Link2 aria-hidden size={14} />}
                                    onClick={() => copyLink(paths.findings(workspace, view.search))}
                                />
                                <IconButton
                                    size="sm"
                                    label={`Rename ${view.name}`}
                                    icon={<Pencil aria-hidden size={14} />}
                                    onClick={() => setRenaming(view.name)}
                                />
                                <IconButton
                                    size="sm"
                                    label={`Delete ${view.name}`}
                                    icon={<Trash2 aria-hidden size={14} />}
                                    onClick={() => remove(view)}
                                />
                            </div>
                        )}
                    </li>
                ))}
            </ul>
        </Dialog>
    );
}

function NameForm(props: {
    action: string;
    initial: string;
    refuse: (name: string) => string | undefined;
    onName: (name: string) => void;
    onCancel: () => void;
}) {
    const form = useForm({
        initial: { name: props.initial },
        check: ({ name }) => ({ name: props.refuse(name) }),
        submit: ({ name }) => {
            props.onName(name.trim());
            return Promise.resolve();
        },
    });
    return (
        <Form form={form} label={props.action}>
            <Input label="Name" maxLength={NAME_MAX_CHARS} autoComplete="off" {...form.field("name")} />
            <DialogFoot>
                <Button onClick={props.onCancel}>Cancel</Button>
                <Button type="submit" kind="primary">
                    {props.action}
                </Button>
            </DialogFoot>
        </Form>
    );
}
