/** Which workspace is shown, and what one may do in it. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";

import type { Workspace } from "~/api/types";
import { workspaceQuery } from "~/api/workspaces";

/** The id of the workspace of the page, or undefined outside of workspaces. */
export function useWorkspaceId(): string | undefined {
    return useParams({ strict: false, select: (params: { workspace?: string }) => params.workspace });
}

/** The workspace of the page; undefined while it is not known. For `needs(workspace?.role, …)`. */
export function useWorkspace(): Workspace | undefined {
    const id = useWorkspaceId();
    return useQuery({ ...workspaceQuery(id ?? ""), enabled: id !== undefined }).data;
}
