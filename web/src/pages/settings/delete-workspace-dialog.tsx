/** Deleting a workspace: what goes, and its name typed. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { keys } from "~/api/keys";
import { useDeleteWorkspace } from "~/api/workspaces";
import type { Workspace } from "~/api/types";
import { paths } from "~/lib/paths";
import { ConfirmDialog } from "~/ui/confirm-dialog";
import { toast } from "~/ui/toast";

interface Props {
    workspace: Workspace;
    open: boolean;
    onOpenChange: (open: boolean) => void;
}

export function DeleteWorkspaceDialog({ workspace, open, onOpenChange }: Props) {
    const client = useQueryClient();
    const navigate = useNavigate();
    const remove = useDeleteWorkspace(workspace.id);
    return (
        <ConfirmDialog
            open={open}
            onOpenChange={onOpenChange}
            title={`Delete ${workspace.name}`}
            action="Delete for good"
            typed={workspace.name}
            onConfirm={async () => {
                await remove.mutateAsync(workspace.name);
                // First away from its pages, or they would ask for what is gone.
                await navigate({ href: paths.fleet(), replace: true });
                client.removeQueries({ queryKey: keys.workspace(workspace.id) });
                toast(`${workspace.name} is deleted.`);
            }}
        >
            <p>What goes, and does not come back:</p>
            <ul className="mt-1 list-disc pl-5">
                <li>the credentials and links of its cloud accounts</li>
                <li>all resources, findings and runs, with their history</li>
                <li>members and invitations; all owners get a mail</li>
                <li>the audit log; one entry with its last hash stays in the log of the installation</li>
            </ul>
            <p className="mt-2">
                Nothing changes in AWS: delete the roles or keys that Skytally used there. To keep a copy,
                export the workspace first.
            </p>
        </ConfirmDialog>
    );
}
