/** Fills the workspace with the sample estate. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";

import { accountsQuery, isSample } from "~/api/accounts";
import { paths } from "~/lib/paths";
import { ButtonLink } from "~/ui/link";
import { EmptyState } from "~/ui/empty-state";
import { QueryView } from "~/ui/query-view";

import { FillWithSample } from "./fill-with-sample";

export function LinkSample({ workspace, reason }: { workspace: string; reason: string | undefined }) {
    const navigate = useNavigate();
    const accounts = useQuery(accountsQuery(workspace));
    return (
        <QueryView query={accounts} what="The accounts">
            {({ items }) => {
                const there = items.some(isSample);
                return (
                    <EmptyState
                        icon={<FlaskConical aria-hidden size={18} />}
                        title={there ? "The sample is here already" : "A made-up estate, to look around"}
                        action={
                            there ? (
                                <ButtonLink to={paths.overview(workspace)} kind="primary">
                                    See it
                                </ButtonLink>
                            ) : (
                                <FillWithSample
                                    workspace={workspace}
                                    reason={reason}
                                    kind="primary"
                                    onFilled={() => void navigate({ href: paths.overview(workspace) })}
                                />
                            )
                        }
                    >
                        {there
                            ? "A workspace has one at most. Remove it to fill it anew."
                            : "Resources, findings and a short past, as of a company with some loose ends. It is labelled as a sample wherever it shows, is never collected, and goes when you remove it."}
                    </EmptyState>
                );
            }}
        </QueryView>
    );
}
