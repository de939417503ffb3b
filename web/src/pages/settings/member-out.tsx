/** Taking a member out, or leaving oneself. The last owner stays. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { keys } from "~/api/keys";
import { type Member, useLeave, useRemoveMember } from "~/api/members";
import { paths } from "~/lib/paths";
import { needs } from "~/lib/roles";
import { Button } from "~/ui/button";
import { ConfirmDialog } from "~/ui/confirm-dialog";
import { toast } from "~/ui/toast";

import { type Circumstances, lastOwner } from "./member-rules";

interface Props {
    member: Member;
    where: Circumstances;
}

export function MemberOut({ member, where }: Props) {
    return member.user === where.me ? (
        <Leave member={member} where={where} />
    ) : (
        <Remove member={member} where={where} />
    );
}

function Leave({ member, where }: Props) {
    const [asking, setAsking] = useState(false);
    const client = useQueryClient();
    const navigate = useNavigate();
    const leave = useLeave(where.workspace);
    return (
        <>
            <Button
                size="sm"
                kind="danger"
                disabledReason={lastOwner(member, where)}
                onClick={() => setAsking(true)}
            >
                Leave
            </Button>
            <ConfirmDialog
                open={asking}
                onOpenChange={setAsking}
                title="Leave the workspace"
                action="Leave"
                onConfirm={async () => {
                    await leave.mutateAsync(member.user);
                    // First away from its pages, or they would ask for what one may not see any more.
                    await navigate({ href: paths.fleet(), replace: true });
                    client.removeQueries({ queryKey: keys.workspace(where.workspace) });
                    toast("You have left the workspace.");
                }}
            >
                You see nothing of it from then on. To come back, somebody must invite you again.
            </ConfirmDialog>
        </>
    );
}

function Remove({ member, where }: Props) {
    const [asking, setAsking] = useState(false);
    const remove = useRemoveMember(where.workspace);
    const reason =
        member.role === "owner"
            ? needs(where.role, "owner", "remove owners")
            : needs(where.role, "admin", "remove members");
    return (
        <>
            <Button
                size="sm"
                kind="danger"
                aria-label={`Remove ${member.name}`}
                disabledReason={reason}
                onClick={() => setAsking(true)}
            >
                Remove
            </Button>
            <ConfirmDialog
                open={asking}
                onOpenChange={setAsking}
                title={`Remove ${member.name}`}
                action="Remove"
                onConfirm={async () => {
                    await remove.mutateAsync(member.user);
                    toast(`${member.name} is no member any more.`);
                }}
            >
                {member.name} sees nothing of this workspace from then on, also with API tokens. What they did
                stays in the audit log. They can be invited again.
            </ConfirmDialog>
        </>
    );
}
