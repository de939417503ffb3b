/** Who may do what in a workspace: members, invitations, roles. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";

import { meQuery } from "~/api/me";
import { membersQuery } from "~/api/members";
import { useWorkspace } from "~/app/current";
import { useShortcuts } from "~/app/shortcuts";
import { readSort, useSearchPatch, writeSort } from "~/app/url-state";
import { plural } from "~/lib/format";
import { needs } from "~/lib/roles";
import { Button } from "~/ui/button";
import { DataTable } from "~/ui/data-table";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";

import { InvitationsSection } from "./invitations-section";
import { InviteDialog } from "./invite-dialog";
import { memberColumns } from "./member-columns";
import { RolesSection } from "./roles-section";

const route = getRouteApi("/house/w/$workspace/settings/members");

export function MembersPage() {
    const { workspace: id } = route.useParams();
    const { invite = false, sort } = route.useSearch();
    const patch = useSearchPatch();
    const workspace = useWorkspace();
    const me = useQuery(meQuery()).data;
    const query = useQuery(membersQuery(id));
    const reason = needs(workspace?.role, "admin", "invite members");
    const open = (): void => patch({ invite: true }, { push: true });
    useShortcuts([
        {
            keys: "i",
            label: "Invite somebody",
            group: "Members",
            run: open,
            onlyWhen: () => reason === undefined,
        },
    ]);
    return (
        <>
            <PageHeader
                title="Members"
                about="Who sees this client, and what they may do."
                actions={
                    <Button
                        kind="primary"
                        icon={<UserPlus aria-hidden size={15} />}
                        disabledReason={reason}
                        onClick={open}
                    >
                        Invite somebody
                    </Button>
                }
            />
            <section aria-label="Members" className="mb-8">
                <QueryView query={query} what="The members">
                    {({ items }) => (
                        <>
                            <p role="status" className="text-ink-3 tabular mb-2 text-sm">
                                {plural(items.length, "member")}
                            </p>
                            <DataTable
                                label="Members"
                                columns={memberColumns({
                                    workspace: id,
                                    role: workspace?.role,
                                    me: me?.id,
                                    owners: items.filter(({ role }) => role === "owner").length,
                                })}
                                rows={items}
                                rowId={({ user }) => user}
                                rowLabel={({ name }) => name}
                                sort={readSort(sort)}
                                onSort={(next) => patch({ sort: writeSort(next) })}
                            />
                        </>
                    )}
                </QueryView>
            </section>
            <InvitationsSection workspace={id} role={workspace?.role} members={query.data?.items} />
            <RolesSection mine={workspace?.role} />
            <InviteDialog
                workspace={id}
                role={workspace?.role}
                open={invite && reason === undefined}
                onOpenChange={(next) => patch({ invite: next ? true : undefined })}
            />
        </>
    );
}
