/** Around the pages of one workspace: whether it can be seen at all, and its events. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet } from "@tanstack/react-router";

import "./palette-sources";

import { useWorkspaceEvents } from "~/api/events";
import { asProblem } from "~/api/problem";
import { workspaceQuery } from "~/api/workspaces";
import { SampleBanner } from "~/pages/accounts/sample-banner";
import { ErrorState } from "~/ui/error-state";
import { PageHeader } from "~/ui/page-header";

const route = getRouteApi("/house/w/$workspace");

export function WorkspaceLayout() {
    const { workspace } = route.useParams();
    const view = useQuery(workspaceQuery(workspace));
    useWorkspaceEvents(workspace);
    // Only "there is none" and "you may not" close the pages. Whatever else is wrong, each page says about its own part.
    if (
        view.data === undefined &&
        view.error !== null &&
        [400, 403, 404].includes(asProblem(view.error).status)
    ) {
        return (
            <>
                <PageHeader title="Workspace" />
                <ErrorState error={view.error} what="This workspace" />
            </>
        );
    }
    return (
        <>
            <SampleBanner workspace={workspace} />
            <Outlet />
        </>
    );
}
