/** Gives an account another way in: another role or key of the same AWS account. */
import { useState } from "react";

import { useOffer, useRelinkAccount } from "~/api/accounts";
import type { Account } from "~/api/types";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { Form, useForm } from "~/ui/form";
import { Segments } from "~/ui/segments";
import { toast } from "~/ui/toast";

import { KeyFields, keyFaults, RoleFields, roleFaults } from "./access-fields";
import { lean } from "./lean-problem";
import { RoleOffer } from "./role-offer";

interface Props {
    workspace: string;
    account: Account;
    reason: string | undefined;
}

export function RelinkSection({ workspace, account, reason }: Props) {
    const [open, setOpen] = useState(false);
    const [by, setBy] = useState<"role" | "key">(account.access.by === "key" ? "key" : "role");
    if (!open) {
        return (
            <Button disabledReason={reason} onClick={() => setOpen(true)}>
                Link it again
            </Button>
        );
    }
    const close = (): void => setOpen(false);
    return (
        <Card className="max-w-2xl">
            <div className="mb-4">
                <Segments
                    label="By role or key"
                    value={by}
                    onChange={setBy}
                    choices={[
                        { value: "role", label: "By role" },
                        { value: "key", label: "By key" },
                    ]}
                />
            </div>
            {by === "role" ? (
                <ByRole workspace={workspace} account={account} reason={reason} onClose={close} />
            ) : (
                <ByKey workspace={workspace} account={account} reason={reason} onClose={close} />
            )}
        </Card>
    );
}

function ByRole({ workspace, account, reason, onClose }: Props & { onClose: () => void }) {
    const { access } = account;
    const relink = useRelinkAccount(workspace);
    const offer = useOffer(workspace);
    const [making, setMaking] = useState(false);
    const form = useForm({
        initial:
            access.by === "role"
                ? { role_arn: access.role_arn, external_id: access.external_id }
                : { role_arn: "", external_id: offer?.external_id ?? "" },
        check: roleFaults,
        submit: lean(async ({ role_arn: arn, external_id: id }) => {
            await relink.mutateAsync({
                account: account.id,
                access: { by: "role", role_arn: arn.trim(), external_id: id.trim() },
            });
            toast("Linked again. A run begins.");
            onClose();
        }),
    });
    return (
        <Form form={form} label="Link it again by role">
            <RoleFields
                arn={form.field("role_arn")}
                externalId={form.field("external_id")}
                offered={form.values.external_id === offer?.external_id}
            />
            {making || access.by !== "role" ? (
                <RoleOffer workspace={workspace} disabledReason={reason} />
            ) : (
                <div>
                    <Button size="sm" kind="quiet" onClick={() => setMaking(true)}>
                        I need a new role or external id
                    </Button>
                </div>
            )}
            {offer !== undefined && form.values.external_id !== offer.external_id && (
                <div>
                    <Button size="sm" onClick={() => form.set({ external_id: offer.external_id })}>
                        Use the new external id
                    </Button>
                </div>
            )}
            <Foot submitting={form.submitting} reason={reason} onClose={onClose} />
        </Form>
    );
}

function ByKey({ workspace, account, reason, onClose }: Props & { onClose: () => void }) {
    const relink = useRelinkAccount(workspace);
    const form = useForm({
        initial: { access_key_id: "", secret_access_key: "" },
        check: keyFaults,
        submit: lean(async ({ access_key_id: id, secret_access_key: secret }) => {
            await relink.mutateAsync({
                account: account.id,
                access: { by: "key", access_key_id: id.trim(), secret_access_key: secret.trim() },
            });
            toast("Linked again with the new key. Delete the old one in AWS.");
            onClose();
        }),
    });
    return (
        <Form form={form} label="Link it again by key">
            <KeyFields id={form.field("access_key_id")} secret={form.field("secret_access_key")} />
            <Foot submitting={form.submitting} reason={reason} onClose={onClose} />
        </Form>
    );
}

const Foot = ({
    submitting,
    reason,
    onClose,
}: {
    submitting: boolean;
    reason: string | undefined;
    onClose: () => void;
}) => (
    <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" loading={submitting} disabledReason={reason}>
            Prove it and link again
        </Button>
        <Button onClick={onClose}>Cancel</Button>
    </div>
);
