/** One resource: what it is, what could not be seen of it, what it has to do with others, and what it was. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { SearchX } from "lucide-react";

import { resourceQuery } from "~/api/inventory";
import { kindName } from "~/lib/kinds";
import { paths, type ResourceRef } from "~/lib/paths";
import { EmptyState } from "~/ui/empty-state";
import { ButtonLink } from "~/ui/link";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";

import { resourceName } from "./inventory-words";
import { ResourceBody } from "./resource-body";

const route = getRouteApi("/house/w/$workspace/inventory/resource");

export function ResourcePage() {
    const { workspace } = route.useParams();
    const { account, kind, region, id } = route.useSearch();
    if (account === undefined || kind === undefined || region === undefined || id === undefined) {
        return (
            <>
                <PageHeader
                    title="Resource"
                    crumbs={[{ to: paths.inventory(workspace), label: "Inventory" }]}
                />
                <EmptyState
                    icon={<SearchX aria-hidden size={18} />}
                    title="This address names no resource"
                    action={
                        <ButtonLink kind="primary" to={paths.inventory(workspace)}>
                            Go to the inventory
                        </ButtonLink>
                    }
                >
                    It needs an account, a kind, a region and an id.
                </EmptyState>
            </>
        );
    }
    const place = { account, kind, region, id };
    // Another resource is another page: nothing that was opened or typed is taken along.
    return <Resource key={JSON.stringify(place)} workspace={workspace} place={place} />;
}

function Resource({ workspace, place }: { workspace: string; place: ResourceRef }) {
    const query = useQuery(resourceQuery(workspace, place));
    if (query.data !== undefined && query.data.states.length > 0)
        return <ResourceBody workspace={workspace} place={place} query={query} view={query.data} />;
    return (
        <>
            <PageHeader
                title={resourceName(place)}
                about={kindName(place.kind)}
                crumbs={[{ to: paths.inventory(workspace), label: "Inventory" }]}
            />
            <QueryView query={query} what="This resource">
                {() => (
                    <EmptyState
                        icon={<SearchX aria-hidden size={18} />}
                        title="No state of it is kept"
                        action={
                            <ButtonLink kind="primary" to={paths.inventory(workspace)}>
                                Go to the inventory
                            </ButtonLink>
                        }
                    >
                        It may have gone longer ago than the history of this workspace reaches.
                    </EmptyState>
                )}
            </QueryView>
        </>
    );
}
