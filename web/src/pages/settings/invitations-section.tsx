/** The invitations that wait, and taking them back. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { type Invitation, invitationsQuery, type Member, useRevokeInvitation } from "~/api/members";
import { sentence } from "~/lib/format";
import { atLeast, needs } from "~/lib/roles";
import { WhereMailGoes } from "~/pages/auth/mail-sent";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { ConfirmDialog } from "~/ui/confirm-dialog";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { Time } from "~/ui/time";
import { toast } from "~/ui/toast";

interface Props {
    workspace: string;
    role: string | undefined;
    members: readonly Member[] | undefined;
}

export function InvitationsSection({ workspace, role, members }: Props) {
    const may = role !== undefined && atLeast(role, "admin");
    return (
        <Section
            title="Invitations"
            about="Sent by mail, good for seven days, and only for whom they were sent to."
        >
            {may ? (
                <Waiting workspace={workspace} members={members} />
            ) : (
                <Card>
                    <p className="text-ink-2 text-sm">
                        {needs(role, "admin", "see the invitations that wait")}
                    </p>
                </Card>
            )}
        </Section>
    );
}

function Waiting({ workspace, members }: Omit<Props, "role">) {
    const query = useQuery(invitationsQuery(workspace));
    const nameOf = (user: string): string | undefined => members?.find((one) => one.user === user)?.name;
    return (
        <QueryView query={query} what="The invitations">
            {({ items }) =>
                items.length === 0 ? (
                    <Card>
                        <p className="text-ink-2 text-sm">No invitation waits.</p>
                    </Card>
                ) : (
                    <>
                        <WhereMailGoes />
                        <Card flush className="mt-3 first:mt-0">
                            <ul aria-label="Invitations" className="divide-line divide-y">
                                {items.map((item) => (
                                    <li
                                        key={item.id}
                                        className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm"
                                    >
                                        <span className="min-w-0 flex-1 basis-56">
                                            <span className="flex items-center gap-2">
                                                <span className="truncate font-medium">{item.email}</span>
                                                <Badge>{sentence(item.role)}</Badge>
                                            </span>
                                            <span className="text-ink-3 block text-xs">
                                                Invited by{" "}
                                                {nameOf(item.invited_by) ??
                                                    "somebody who is no member any more"}{" "}
                                                <Time at={item.created} />, good until{" "}
                                                <Time at={item.expires} as="date" />
                                            </span>
                                        </span>
                                        <TakeBack workspace={workspace} invitation={item} />
                                    </li>
                                ))}
                            </ul>
                        </Card>
                    </>
                )
            }
        </QueryView>
    );
}

function TakeBack({ workspace, invitation }: { workspace: string; invitation: Invitation }) {
    const [asking, setAsking] = useState(false);
    const revoke = useRevokeInvitation(workspace);
    return (
        <>
            <Button
                size="sm"
                aria-label={`Take the invitation of ${invitation.email} back`}
                onClick={() => setAsking(true)}
            >
                Take back
            </Button>
            <ConfirmDialog
                open={asking}
                onOpenChange={setAsking}
                title="Take the invitation back"
                action="Take it back"
                onConfirm={async () => {
                    await revoke.mutateAsync(invitation.id);
                    toast(`The invitation of ${invitation.email} is taken back.`);
                }}
            >
                The link in the mail to {invitation.email} is not good any more.
            </ConfirmDialog>
        </>
    );
}
