/** The settings of an account: name, interval, another way in, and the way out. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { useUnlinkAccount } from "~/api/accounts";
import type { Account } from "~/api/types";
import { useWorkspace } from "~/app/current";
import { paths } from "~/lib/paths";
import { needs } from "~/lib/roles";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { ConfirmDialog } from "~/ui/confirm-dialog";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { Section } from "~/ui/section";
import { toast } from "~/ui/toast";

import { IntervalField } from "./look-fields";
import { RelinkSection } from "./relink-section";
import { NAME_MAX_CHARS } from "./rename-dialog";
import { useChanges } from "./use-changes";

const SAMPLE = "The sample estate takes no settings but its name.";

export function AccountSettings({ workspace, account }: { workspace: string; account: Account }) {
    const role = useWorkspace()?.role;
    const sample = account.access.by === "sample";
    const reason = needs(role, "admin", "change cloud accounts");
    const save = useChanges(workspace, account);
    return (
        <>
            <Section title="Name and interval">
                <NameForm account={account} reason={reason} save={save} sample={sample} />
            </Section>
            {!sample && (
                <Section
                    title="Link it again"
                    about="With another role or key of the same AWS account. What was collected stays."
                >
                    <RelinkSection workspace={workspace} account={account} reason={reason} />
                </Section>
            )}
            <Section
                title={sample ? "Remove the sample" : "Unlink"}
                about={
                    sample
                        ? "All that is made up goes: its resources, findings and history."
                        : "Its credential goes first, then its resources, findings and history. There is no way back."
                }
            >
                <Unlink workspace={workspace} account={account} reason={reason} />
            </Section>
        </>
    );
}

function NameForm({
    account,
    reason,
    save,
    sample,
}: {
    account: Account;
    reason: string | undefined;
    save: ReturnType<typeof useChanges>;
    sample: boolean;
}) {
    const form = useForm({
        initial: { name: account.name, every_minutes: String(account.every_minutes) },
        check: ({ name }) => ({ name: name.trim() === "" ? "Enter a name" : undefined }),
        submit: async ({ name, every_minutes: every }) => {
            await save({
                name: name.trim(),
                ...(sample ? {} : { settings: { every_minutes: Number(every) } }),
            });
            toast("Saved.");
        },
    });
    return (
        <Card className="max-w-2xl">
            <Form form={form} label="Name and interval">
                <Input label="Name" maxLength={NAME_MAX_CHARS} autoComplete="off" {...form.field("name")} />
                {sample ? (
                    <p className="text-ink-2 text-sm">{SAMPLE}</p>
                ) : (
                    <IntervalField field={form.field("every_minutes")} now={account.every_minutes} />
                )}
                <div>
                    <Button type="submit" kind="primary" loading={form.submitting} disabledReason={reason}>
                        Save
                    </Button>
                </div>
            </Form>
        </Card>
    );
}

export function Unlink({
    workspace,
    account,
    reason,
}: {
    workspace: string;
    account: Account;
    reason: string | undefined;
}) {
    const [asking, setAsking] = useState(false);
    const unlink = useUnlinkAccount(workspace);
    const navigate = useNavigate();
    const sample = account.access.by === "sample";
    return (
        <>
            <Button kind="danger" disabledReason={reason} onClick={() => setAsking(true)}>
                {sample ? "Remove the sample" : "Unlink the account"}
            </Button>
            <ConfirmDialog
                open={asking}
                onOpenChange={setAsking}
                title={sample ? "Remove the sample?" : `Unlink ${account.name}?`}
                action={sample ? "Remove it" : "Unlink"}
                {...(sample ? {} : { typed: account.name })}
                onConfirm={async () => {
                    await unlink.mutateAsync(account.id);
                    toast(sample ? "The sample is gone." : `${account.name} is unlinked.`);
                    await navigate({ href: paths.accounts(workspace) });
                }}
            >
                {sample
                    ? "All that is made up goes: its resources, findings and history. You can fill the workspace with it again."
                    : "Its credential is destroyed, then everything that was collected of it: resources, findings, mutes and history. There is no way back. The role or key in AWS stays; remove it there."}
            </ConfirmDialog>
        </>
    );
}
