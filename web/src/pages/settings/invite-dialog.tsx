/** Invites somebody by mail. */
import { useState } from "react";

import { type RoleName, useInvite } from "~/api/members";
import { atLeast } from "~/lib/roles";
import { Button } from "~/ui/button";
import { Dialog, DialogFoot } from "~/ui/dialog";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { RadioGroup } from "~/ui/radio-group";
import { toast } from "~/ui/toast";

const EMAIL_MAX_CHARS = 254;

/** In a sentence; the table on the page says it all. */
const ROLE_HINTS: readonly { value: RoleName; label: string; hint: string }[] = [
    { value: "viewer", label: "Viewer", hint: "Sees accounts, resources and findings. Changes nothing." },
    { value: "analyst", label: "Analyst", hint: "Also mutes findings and asks for runs." },
    {
        value: "admin",
        label: "Admin",
        hint: "Also links accounts, invites people, changes settings, and reads the audit log.",
    },
    { value: "owner", label: "Owner", hint: "May do everything: export, delete, make owners." },
];

interface Props {
    workspace: string;
    role: string | undefined;
    open: boolean;
    onOpenChange: (open: boolean) => void;
}

export function InviteDialog({ open, onOpenChange, ...rest }: Props) {
    return (
        <Dialog
            open={open}
            onOpenChange={onOpenChange}
            title="Invite somebody"
            description="They get a mail with a link. Only they can accept it, within seven days."
        >
            <InviteForm {...rest} onClose={() => onOpenChange(false)} />
        </Dialog>
    );
}

function InviteForm({
    workspace,
    role,
    onClose,
}: Omit<Props, "open" | "onOpenChange"> & { onClose: () => void }) {
    const invite = useInvite(workspace);
    // The same invitation sent twice is made once; another is another.
    const [keyOf] = useState(() => new Map<string, string>());
    const form = useForm<{ email: string; role: RoleName }>({
        initial: { email: "", role: "viewer" },
        check: ({ email }) => ({ email: email.trim() === "" ? "Enter an e-mail address" : undefined }),
        submit: async (values) => {
            const body = { email: values.email.trim(), role: values.role };
            const same = `${body.role} ${body.email}`;
            const key = keyOf.get(same) ?? crypto.randomUUID();
            keyOf.set(same, key);
            await invite.mutateAsync({ body, key });
            toast(`${body.email} is invited.`);
            onClose();
        },
    });
    const isOwner = role !== undefined && atLeast(role, "owner");
    return (
        <Form form={form} label="Invite somebody">
            <Input
                label="E-mail"
                type="email"
                autoComplete="off"
                maxLength={EMAIL_MAX_CHARS}
                {...form.field("email")}
            />
            <RadioGroup
                label="Role"
                choices={ROLE_HINTS.map((choice) =>
                    choice.value === "owner" && !isOwner
                        ? { ...choice, hint: "Only owners invite owners.", disabled: true }
                        : choice,
                )}
                {...form.field("role")}
            />
            <DialogFoot>
                <Button onClick={onClose}>Cancel</Button>
                <Button type="submit" kind="primary" loading={form.submitting}>
                    Send the invitation
                </Button>
            </DialogFoot>
        </Form>
    );
}
