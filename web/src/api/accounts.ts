/** Cloud accounts: what there is, linking, settings, pausing, collecting, testing. */
import { queryOptions, skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, call, idempotencyKey, ifMatch, patientFetch } from "./client";
import { keys } from "./keys";
import type { Account, Schema } from "./types";

/** While a run goes on, events say how far it is. This is for when they do not come through. */
const FOLLOW_MS = 10_000;
/** The most accounts that one request links. */
export const MANY_MAX = 100;

/** Variables of checks: check to variable to value. */
export type Thresholds = Record<string, Record<string, unknown>>;

export interface AccountSettings {
    every_minutes: number;
    regions: readonly string[];
    services: readonly string[];
    thresholds: Thresholds;
}

export const thresholdsOf = (holder: { thresholds?: unknown }): Thresholds =>
    typeof holder.thresholds === "object" && holder.thresholds !== null
        ? (holder.thresholds as Thresholds)
        : {};

/** The sample estate: made up, with no AWS behind it. */
export const isSample = ({ access }: Account): boolean => access.by === "sample";

export const accountsQuery = (workspace: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "accounts"),
        queryFn: ({ signal }) =>
            call(api.GET("/workspaces/{workspace}/accounts", { params: { path: { workspace } }, signal })),
        refetchInterval: ({ state }) =>
            state.data?.items.some(({ running, generation }) => running || generation === 0) === true
                ? FOLLOW_MS
                : false,
    });

export const accountQuery = (workspace: string, account: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "accounts", "one", account),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/accounts/{account}", {
                    params: { path: { workspace, account } },
                    signal,
                }),
            ),
        refetchInterval: ({ state }) =>
            state.data !== undefined && (state.data.running || state.data.generation === 0)
                ? FOLLOW_MS
                : false,
    });

/** The regions that an account has on. AWS is asked, so it is not asked again at every event. */
export const accountRegionsQuery = (workspace: string, account: string) =>
    queryOptions({
        queryKey: keys.asked(workspace, "regions", account),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/accounts/{account}/regions", {
                    params: { path: { workspace, account } },
                    signal,
                }),
            ),
        staleTime: 10 * 60_000,
        refetchOnWindowFocus: false,
    });

/** The members of the organization of a management account. AWS is asked. */
export const organizationQuery = (workspace: string, account: string) =>
    queryOptions({
        queryKey: keys.asked(workspace, "organization", account),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/accounts/{account}/organization", {
                    params: { path: { workspace, account } },
                    signal,
                }),
            ),
        staleTime: 10 * 60_000,
        refetchOnWindowFocus: false,
    });

/** Sums of resources by account, kind and region. */
export const resourceCountsQuery = (workspace: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "inventory", "counts"),
        queryFn: ({ signal }) =>
            call(api.GET("/workspaces/{workspace}/inventory", { params: { path: { workspace } }, signal })),
    });

/** The offer that was made last: it is kept while the console is open, because a role is made with it meanwhile. */
export function useOffer(workspace: string): Schema<"OfferView"> | undefined {
    return useQuery<Schema<"OfferView">>({
        queryKey: keys.asked(workspace, "offer"),
        queryFn: skipToken,
        staleTime: Infinity,
        gcTime: Infinity,
    }).data;
}

export function useMakeOffer(workspace: string) {
    const client = useQueryClient();
    return useMutation({
        mutationFn: (body: Schema<"OfferBody">) =>
            call(api.POST("/workspaces/{workspace}/links", { params: { path: { workspace } }, body })),
        onSuccess: (offer) => client.setQueryData(keys.asked(workspace, "offer"), offer),
    });
}

/** What is old once the accounts of a workspace have changed: with the findings and the posture, everything. */
function useRefresh(workspace: string): () => Promise<void> {
    const client = useQueryClient();
    return async () => {
        void client.invalidateQueries({ queryKey: keys.fleet });
        await client.invalidateQueries({ queryKey: keys.workspace(workspace) });
    };
}

export function useLinkAccount(workspace: string) {
    const refresh = useRefresh(workspace);
    return useMutation({
        mutationFn: ({ body, key }: { body: Schema<"LinkBody">; key: string }) =>
            call(
                api.POST("/workspaces/{workspace}/accounts", {
                    params: { path: { workspace } },
                    body,
                    headers: idempotencyKey(key),
                    fetch: patientFetch,
                }),
            ),
        onSuccess: () => void refresh(),
    });
}

export function useLinkMany(workspace: string) {
    const refresh = useRefresh(workspace);
    return useMutation({
        mutationFn: (body: Schema<"ManyBody">) =>
            call(
                api.POST("/workspaces/{workspace}/accounts/many", {
                    params: { path: { workspace } },
                    body,
                    fetch: patientFetch,
                }),
            ),
        onSuccess: () => void refresh(),
    });
}

/** Fills the workspace with the sample estate: it is there, with findings, when this has answered. */
export function useFillWithSample(workspace: string) {
    const refresh = useRefresh(workspace);
    return useMutation({
        mutationFn: () =>
            call(
                api.POST("/workspaces/{workspace}/sample", {
                    params: { path: { workspace } },
                    fetch: patientFetch,
                }),
            ),
        onSuccess: refresh,
    });
}

export function useUnlinkAccount(workspace: string) {
    const client = useQueryClient();
    const refresh = useRefresh(workspace);
    return useMutation({
        mutationFn: (account: string) =>
            call(
                api.DELETE("/workspaces/{workspace}/accounts/{account}", {
                    params: { path: { workspace, account } },
                }),
            ),
        onSuccess: (_, account) => {
            client.setQueryData(accountsQuery(workspace).queryKey, (now) =>
                now === undefined ? now : { items: now.items.filter(({ id }) => id !== account) },
            );
            void refresh();
        },
    });
}

/** Puts what has changed into the answers that are shown. */
function usePut(workspace: string): (account: string, change: (now: Account) => Account) => void {
    const client = useQueryClient();
    return (account, change) => {
        client.setQueryData(accountsQuery(workspace).queryKey, (now) =>
            now === undefined
                ? now
                : { items: now.items.map((one) => (one.id === account ? change(one) : one)) },
        );
        client.setQueryData(accountQuery(workspace, account).queryKey, (now) =>
            now === undefined ? now : change(now),
        );
    };
}

/** Pauses or resumes: shown at once, and taken back if it is refused. */
export function usePauseAccount(workspace: string) {
    const client = useQueryClient();
    const put = usePut(workspace);
    return useMutation({
        mutationFn: ({ account, paused }: { account: string; paused: boolean }) => {
            const params = { path: { workspace, account } };
            return call(
                paused
                    ? api.POST("/workspaces/{workspace}/accounts/{account}/pause", { params })
                    : api.POST("/workspaces/{workspace}/accounts/{account}/resume", { params }),
            );
        },
        onMutate: ({ account, paused }) =>
            put(account, (now) => ({ ...now, paused: paused ? new Date().toISOString() : null })),
        onSuccess: (made, { account }) => put(account, (now) => ({ ...now, ...made })),
        onSettled: () => client.invalidateQueries({ queryKey: keys.of(workspace, "accounts") }),
    });
}

export function useChangeAccount(workspace: string) {
    const client = useQueryClient();
    const put = usePut(workspace);
    return useMutation({
        mutationFn: (change: {
            account: string;
            version: number;
            name?: string;
            settings?: Partial<AccountSettings>;
        }) =>
            call(
                api.PATCH("/workspaces/{workspace}/accounts/{account}", {
                    params: { path: { workspace, account: change.account } },
                    headers: ifMatch(change.version),
                    body: {
                        ...(change.name === undefined ? {} : { name: change.name }),
                        ...(change.settings === undefined
                            ? {}
                            : { settings: change.settings as Schema<"SettingsBody"> }),
                    },
                }),
            ),
        onSuccess: (made, { account }) =>
            put(account, (now) => ({ ...now, ...made, newest_run: now.newest_run ?? null })),
        // Also after "somebody else was faster": what is shown is then old.
        onSettled: () => client.invalidateQueries({ queryKey: keys.of(workspace, "accounts") }),
    });
}

export function useRelinkAccount(workspace: string) {
    const refresh = useRefresh(workspace);
    return useMutation({
        mutationFn: ({ account, access }: { account: string; access: Schema<"AccessBody"> }) =>
            call(
                api.POST("/workspaces/{workspace}/accounts/{account}/relink", {
                    params: { path: { workspace, account } },
                    body: { access },
                    fetch: patientFetch,
                }),
            ),
        onSuccess: () => void refresh(),
    });
}

export function useCollectNow(workspace: string) {
    const client = useQueryClient();
    return useMutation({
        mutationFn: (account: string) =>
            call(
                api.POST("/workspaces/{workspace}/accounts/{account}/collect", {
                    params: { path: { workspace, account } },
                }),
            ),
        onSuccess: () => client.invalidateQueries({ queryKey: keys.of(workspace, "accounts") }),
    });
}

/** The last test of permissions of an account: kept while the console is open, with its time. */
export interface TestedPermissions {
    at: string;
    found: Schema<"PermissionsView">;
}

export function useTested(workspace: string, account: string): TestedPermissions | undefined {
    return useQuery<TestedPermissions>({
        queryKey: keys.asked(workspace, "permissions", account),
        queryFn: skipToken,
        staleTime: Infinity,
        gcTime: Infinity,
    }).data;
}

export function useTestPermissions(workspace: string, account: string) {
    const client = useQueryClient();
    return useMutation({
        mutationKey: ["test", workspace, account],
        mutationFn: () =>
            call(
                api.POST("/workspaces/{workspace}/accounts/{account}/test", {
                    params: { path: { workspace, account } },
                    fetch: patientFetch,
                }),
            ),
        onSuccess: (found) =>
            client.setQueryData(keys.asked(workspace, "permissions", account), {
                at: new Date().toISOString(),
                found,
            }),
    });
}
