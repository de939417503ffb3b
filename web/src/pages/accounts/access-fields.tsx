/** The fields of a way into an account: a role, or an access key. */
import { CircleCheck } from "lucide-react";

import { Alert } from "~/ui/alert";
import type { FieldState } from "~/ui/form";
import { Input } from "~/ui/input";
import { PasswordInput } from "~/ui/password-input";

import { keyIdFault, readRole, roleFault } from "./role-arn";

type Text = FieldState<string>;

/** From this length on it is worth saying what is wrong while one still types. */
const TYPED_MIN_CHARS = 12;

export function RoleFields({ arn, externalId, offered }: { arn: Text; externalId: Text; offered: boolean }) {
    const role = readRole(arn.value);
    const early = arn.value.length >= TYPED_MIN_CHARS ? roleFault(arn.value) : undefined;
    return (
        <>
            <Input
                {...arn}
                label="ARN of the role"
                placeholder="arn:aws:iam::123456789012:role/SkytallyRead"
                autoComplete="off"
                spellCheck={false}
                maxLength={2048}
                error={arn.error ?? early}
                hint={
                    role === null ? (
                        "The stack shows it among its outputs, as RoleArn."
                    ) : (
                        <span role="status" className="inline-flex items-center gap-1">
                            <CircleCheck aria-hidden size={13} className="text-good shrink-0" />
                            The role {role.name} in the AWS account {role.account}
                        </span>
                    )
                }
            />
            <Input
                {...externalId}
                label="External id"
                autoComplete="off"
                spellCheck={false}
                maxLength={1224}
                hint={
                    offered
                        ? "The one that was made for this workspace. The role's trust must demand it."
                        : "One that was made for this workspace within the last week, as it stands in the role's trust."
                }
            />
        </>
    );
}

export function KeyFields({ id, secret }: { id: Text; secret: Text }) {
    const early = id.value.length >= TYPED_MIN_CHARS ? keyIdFault(id.value) : undefined;
    return (
        <>
            <Alert tone="warn">
                A role is better: it has no secret. A key is good for whoever finds it, and has to be changed
                every 90 days; Skytally says when. Make it for a user of its own that can only read.
            </Alert>
            <Input
                {...id}
                label="Access key id"
                placeholder="AKIA…"
                autoComplete="off"
                spellCheck={false}
                maxLength={128}
                error={id.error ?? early}
            />
            <PasswordInput
                {...secret}
                label="Secret access key"
                autoComplete="off"
                maxLength={256}
                hint="It is sealed before it is kept, and never shown again."
            />
        </>
    );
}

/** Faults of the two ways in, before the API has to find them. */
export const roleFaults = ({
    role_arn: arn,
    external_id: id,
}: {
    role_arn: string;
    external_id: string;
}) => ({
    role_arn: roleFault(arn),
    external_id: id.trim() === "" ? "Enter the external id" : undefined,
});
export const keyFaults = ({
    access_key_id: id,
    secret_access_key: secret,
}: {
    access_key_id: string;
    secret_access_key: string;
}) => ({
    access_key_id: keyIdFault(id),
    secret_access_key: secret.trim() === "" ? "Paste the secret" : undefined,
});
