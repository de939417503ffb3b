/** Makes a workspace, and goes there. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { useCreateWorkspace } from "~/api/fleet";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { Dialog, DialogFoot } from "~/ui/dialog";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { toast } from "~/ui/toast";

const NAME_MAX_CHARS = 100;

export function NewWorkspaceDialog({
    open,
    onOpenChange,
}: {
    open: boolean;
    onOpenChange: (open: boolean) => void;
}) {
    return (
        <Dialog
            open={open}
            onOpenChange={onOpenChange}
            title="Make a workspace"
            description="One for each client. Nothing of one is ever seen in another."
            size="sm"
        >
            <NewWorkspaceForm onClose={() => onOpenChange(false)} />
        </Dialog>
    );
}

function NewWorkspaceForm({ onClose }: { onClose: () => void }) {
    // One key for the life of the form: a name sent twice makes one workspace. Another name needs another key.
    const [keyOf] = useState(() => new Map<string, string>());
    const navigate = useNavigate();
    const create = useCreateWorkspace();
    const form = useForm({
        initial: { name: "" },
        check: ({ name }) => ({ name: name.trim() === "" ? "Enter a name" : undefined }),
        submit: async ({ name }) => {
            const clean = name.trim();
            const key = keyOf.get(clean) ?? crypto.randomUUID();
            keyOf.set(clean, key);
            const made = await create.mutateAsync({ body: { name: clean }, key });
            toast(`${made.name} is there.`);
            await navigate({ href: paths.overview(made.id) });
        },
    });
    return (
        <Form form={form} label="Make a workspace">
            <Input
                label="Name"
                hint="What you call the client."
                maxLength={NAME_MAX_CHARS}
                autoComplete="off"
                {...form.field("name")}
            />
            <DialogFoot>
                <Button onClick={onClose}>Cancel</Button>
                <Button type="submit" kind="primary" loading={form.submitting}>
                    Make it
                </Button>
            </DialogFoot>
        </Form>
    );
}
