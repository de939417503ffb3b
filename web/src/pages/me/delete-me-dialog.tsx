/** Deleting oneself: what goes, what stays, and the proof. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { fleetQuery } from "~/api/fleet";
import { useDeleteMe } from "~/api/me";
import { asProblem } from "~/api/problem";
import type { Me } from "~/api/types";
import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Dialog, DialogFoot } from "~/ui/dialog";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";

import { Proof, proofBody, proofFault } from "./proof";

interface Props {
    me: Me;
    open: boolean;
    onOpenChange: (open: boolean) => void;
}

export function DeleteMeDialog({ me, open, onOpenChange }: Props) {
    return (
        <Dialog
            open={open}
            onOpenChange={onOpenChange}
            title="Delete yourself"
            description={
                <ul className="list-disc pl-5">
                    <li>Your sessions and API tokens end at once, in every browser and program.</li>
                    <li>You are no member of any workspace any more. The workspaces stay.</li>
                    <li>What you did stays in their audit logs, under your id.</li>
                    <li>Your name, address, password and one-time codes go. There is no way back.</li>
                </ul>
            }
        >
            <DeleteMeForm me={me} onClose={() => onOpenChange(false)} />
        </Dialog>
    );
}

function DeleteMeForm({ me, onClose }: { me: Me; onClose: () => void }) {
    const navigate = useNavigate();
    const remove = useDeleteMe();
    const form = useForm({
        initial: { email: "", password: "" },
        check: ({ email, password }) => ({
            email:
                email.trim().toLowerCase() === me.email.toLowerCase()
                    ? undefined
                    : `Type ${me.email} to confirm`,
            password: proofFault(me, password),
        }),
        submit: async ({ password }) => {
            await remove.mutateAsync(proofBody(me, password));
            await navigate({ href: paths.signIn({ done: "deleted" }), replace: true });
        },
    });
    return (
        <Form form={form} label="Delete yourself">
            <Owned />
            <Input
                label="Your e-mail address, to confirm"
                type="email"
                autoComplete="off"
                placeholder={me.email}
                {...form.field("email")}
            />
            <Proof me={me} field={form.field("password")} />
            <DialogFoot>
                <Button onClick={onClose}>Cancel</Button>
                <Button type="submit" kind="danger" loading={form.submitting}>
                    Delete yourself
                </Button>
            </DialogFoot>
        </Form>
    );
}

/** Whoever is the only owner of a workspace cannot go: which those may be. */
function Owned() {
    const query = useQuery(fleetQuery());
    if (query.data === undefined) {
        if (query.error === null) return null;
        return (
            <Alert tone="unknown">
                Which workspaces you own is unknown: {asProblem(query.error).detail}. Where you are the only
                owner, you cannot go.
            </Alert>
        );
    }
    const names = query.data.items
        .filter(({ workspace }) => workspace.role === "owner")
        .map(({ workspace }) => workspace.name);
    if (names.length === 0) return null;
    return (
        <Alert tone="warn">
            You own {names.join(", ")}. Where you are the only owner, make somebody else an owner or delete
            the workspace first.
        </Alert>
    );
}
