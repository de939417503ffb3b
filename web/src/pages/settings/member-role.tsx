/** The role of a member, to be changed at its place. What can lock somebody out, or let them at everything, is asked first. */
import { useState } from "react";

import { type Member, type RoleName, useChangeRole } from "~/api/members";
import { asProblem } from "~/api/problem";
import { sentence } from "~/lib/format";
import { atLeast, needs, ROLES } from "~/lib/roles";
import { Button } from "~/ui/button";
import { ConfirmDialog } from "~/ui/confirm-dialog";
import { Select } from "~/ui/select";
import { toast } from "~/ui/toast";

import { type Circumstances, lastOwner } from "./member-rules";

export function MemberRole({ member, where }: { member: Member; where: Circumstances }) {
    const change = useChangeRole(where.workspace);
    const [asking, setAsking] = useState<RoleName | null>(null);
    const own = member.user === where.me;
    const reason =
        member.role === "owner"
            ? (needs(where.role, "owner", "unmake owners") ?? lastOwner(member, where))
            : needs(where.role, "admin", "change roles");
    if (reason !== undefined) {
        return (
            // What the role is, is read all the same: it is not faded.
            <Button
                size="sm"
                kind="quiet"
                className="text-ink! -ml-2 opacity-100! phone:-my-2 phone:-ml-3"
                disabledReason={reason}
            >
                {sentence(member.role)}
            </Button>
        );
    }
    const set = (role: RoleName): Promise<Member> => change.mutateAsync({ user: member.user, role });
    const say = (role: RoleName): void => toast(`${member.name} is ${withArticle(role)} now.`);
    const atOnce = async (role: RoleName): Promise<void> => {
        try {
            await set(role);
            toast(`${member.name} is ${withArticle(role)} now.`, {
                undo: () => void atOnce(member.role),
            });
        } catch (error) {
            toast(sentence(asProblem(error).detail), { tone: "bad" });
        }
    };
    // While the change is on its way, it is shown as done.
    const shown = change.isPending ? change.variables.role : member.role;
    return (
        <>
            <Select
                label={`Role of ${member.name}`}
                hideLabel
                name={`role-${member.user}`}
                value={shown}
                onChange={(role) => {
                    if (role === member.role) return;
                    if (own || role === "owner" || member.role === "owner") setAsking(role);
                    else void atOnce(role);
                }}
                choices={[...ROLES].reverse().map((role) => ({
                    value: role,
                    label: sentence(role),
                    disabledReason:
                        role === "owner" && !atLeast(where.role ?? "", "owner")
                            ? "owners make owners"
                            : undefined,
                }))}
            />
            <ConfirmDialog
                open={asking !== null}
                onOpenChange={(open) => (open ? undefined : setAsking(null))}
                title={
                    asking === null
                        ? "Change the role"
                        : `Make ${own ? "yourself" : member.name} ${withArticle(asking)}`
                }
                action="Change the role"
                danger={false}
                onConfirm={async () => {
                    if (asking === null) return;
                    await set(asking);
                    say(asking);
                }}
            >
                {asking === "owner"
                    ? "Owners may do everything: delete the workspace, export it, and unmake other owners. All owners get a mail."
                    : own
                      ? "You may do less from then on, and somebody else must give you the role back."
                      : `${member.name} is no owner any more: they cannot export or delete the workspace, nor make owners.`}
            </ConfirmDialog>
        </>
    );
}

export const withArticle = (role: string): string => `${/^[aeiou]/.test(role) ? "an" : "a"} ${role}`;
