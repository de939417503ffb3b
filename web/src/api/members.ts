/** Members of a workspace, invitations into it, and what the roles may do. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, idempotencyKey } from "./client";
import { keys } from "./keys";
import { HOUSE_FRESH_MS } from "./query";
import type { Schema } from "./types";

export type Member = Schema<"MemberView">;
export type Invitation = Schema<"InvitationView">;
export type RoleName = Schema<"RoleName">;

export const membersQuery = (workspace: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "members"),
        queryFn: ({ signal }) =>
            call(api.GET("/workspaces/{workspace}/members", { params: { path: { workspace } }, signal })),
    });

/** The invitations that wait: for admins and owners. */
export const invitationsQuery = (workspace: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "invitations"),
        queryFn: ({ signal }) =>
            call(api.GET("/workspaces/{workspace}/invitations", { params: { path: { workspace } }, signal })),
    });

export const rolesQuery = () =>
    queryOptions({
        queryKey: keys.house("roles"),
        queryFn: ({ signal }) => call(api.GET("/roles", { signal })),
        staleTime: HOUSE_FRESH_MS,
    });

function useMembersAnew(workspace: string) {
    const client = useQueryClient();
    return () => {
        void client.invalidateQueries({ queryKey: keys.of(workspace, "invitations") });
        void client.invalidateQueries({ queryKey: keys.of(workspace, "view") });
        void client.invalidateQueries({ queryKey: keys.of(workspace, "audit") });
        return client.invalidateQueries({ queryKey: keys.of(workspace, "members") });
    };
}

export function useChangeRole(workspace: string) {
    const anew = useMembersAnew(workspace);
    return useMutation({
        mutationFn: ({ user, role }: { user: string; role: RoleName }) =>
            call(
                api.PATCH("/workspaces/{workspace}/members/{user}", {
                    params: { path: { workspace, user } },
                    body: { role },
                }),
            ),
        // Also after a refusal: what is shown was not so.
        onSettled: anew,
    });
}

export function useRemoveMember(workspace: string) {
    const anew = useMembersAnew(workspace);
    return useMutation({
        mutationFn: (user: string) =>
            call(
                api.DELETE("/workspaces/{workspace}/members/{user}", {
                    params: { path: { workspace, user } },
                }),
            ),
        onSuccess: anew,
    });
}

/** Leaves the workspace oneself: nothing of it stays. */
export function useLeave(workspace: string) {
    const client = useQueryClient();
    return useMutation({
        mutationFn: (me: string) =>
            call(
                api.DELETE("/workspaces/{workspace}/members/{user}", {
                    params: { path: { workspace, user: me } },
                }),
            ),
        onSuccess: () => client.invalidateQueries({ queryKey: keys.fleet }),
    });
}

export function useInvite(workspace: string) {
    const anew = useMembersAnew(workspace);
    return useMutation({
        mutationFn: ({ body, key }: { body: Schema<"InviteBody">; key: string }) =>
            call(
                api.POST("/workspaces/{workspace}/invitations", {
                    params: { path: { workspace } },
                    body,
                    headers: idempotencyKey(key),
                }),
            ),
        onSuccess: anew,
    });
}

export function useRevokeInvitation(workspace: string) {
    const anew = useMembersAnew(workspace);
    return useMutation({
        mutationFn: (invitation: string) =>
            call(
                api.DELETE("/workspaces/{workspace}/invitations/{invitation}", {
                    params: { path: { workspace, invitation } },
                }),
            ),
        onSuccess: anew,
    });
}
