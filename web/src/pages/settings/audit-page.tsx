/** The audit log: who did what, when, from where; and whether anybody has tampered with it. */
import { useQuery } from "@tanstack/react-query";
import { Lock } from "lucide-react";

import { accountsQuery } from "~/api/accounts";
import { membersQuery } from "~/api/members";
import { workspaceQuery } from "~/api/workspaces";
import { useWorkspaceId } from "~/app/current";
import { atLeast, needs } from "~/lib/roles";
import { EmptyState } from "~/ui/empty-state";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";

import { AuditChain } from "./audit-chain";
import { AuditList } from "./audit-list";
import type { Names } from "./audit-words";

export function AuditPage() {
    const id = useWorkspaceId() ?? "";
    const query = useQuery(workspaceQuery(id));
    return (
        <>
            <PageHeader
                title="Audit log"
                about="Every change, and every use of a credential. Entries are chained by their hashes: nobody changes one unseen."
            />
            <QueryView query={query} what="The audit log">
                {({ role }) =>
                    atLeast(role, "admin") ? (
                        <Log workspace={id} />
                    ) : (
                        <EmptyState icon={<Lock aria-hidden size={18} />} title="Not for your role">
                            {needs(role, "admin", "read the audit log")}
                        </EmptyState>
                    )
                }
            </QueryView>
        </>
    );
}

function Log({ workspace }: { workspace: string }) {
    // Only names: without them ids are shown.
    const members = useQuery(membersQuery(workspace)).data?.items;
    const accounts = useQuery(accountsQuery(workspace)).data?.items;
    const names: Names = {
        person: (id) => members?.find(({ user }) => user === id)?.name,
        account: (id) => accounts?.find((account) => account.id === id)?.name,
    };
    return (
        <>
            <AuditChain workspace={workspace} />
            <AuditList workspace={workspace} names={names} />
        </>
    );
}
