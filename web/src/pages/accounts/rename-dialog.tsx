/** Gives a cloud account another name. */
import { useChangeAccount } from "~/api/accounts";
import type { Account } from "~/api/types";
import { Button } from "~/ui/button";
import { Dialog, DialogFoot } from "~/ui/dialog";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { toast } from "~/ui/toast";

export const NAME_MAX_CHARS = 100;

interface Props {
    workspace: string;
    account: Account | null;
    onClose: () => void;
}

export function RenameDialog({ workspace, account, onClose }: Props) {
    return (
        <Dialog
            open={account !== null}
            onOpenChange={(open) => {
                if (!open) onClose();
            }}
            title="Rename the account"
            size="sm"
        >
            {account !== null && <RenameForm workspace={workspace} account={account} onClose={onClose} />}
        </Dialog>
    );
}

function RenameForm({
    workspace,
    account,
    onClose,
}: {
    workspace: string;
    account: Account;
    onClose: () => void;
}) {
    const change = useChangeAccount(workspace);
    const form = useForm({
        initial: { name: account.name },
        check: ({ name }) => ({ name: name.trim() === "" ? "Enter a name" : undefined }),
        submit: async ({ name }) => {
            const made = await change.mutateAsync({
                account: account.id,
                version: account.version,
                name: name.trim(),
            });
            toast(`It is called ${made.name} now.`);
            onClose();
        },
    });
    return (
        <Form form={form} label="Rename the account">
            <Input
                label="Name"
                hint={`AWS account ${account.aws_account}`}
                maxLength={NAME_MAX_CHARS}
                autoComplete="off"
                {...form.field("name")}
            />
            <DialogFoot>
                <Button onClick={onClose}>Cancel</Button>
                <Button type="submit" kind="primary" loading={form.submitting}>
                    Rename it
                </Button>
            </DialogFoot>
        </Form>
    );
}
