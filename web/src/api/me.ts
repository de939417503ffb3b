/** Oneself, signing in and signing out. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call } from "./client";
import { keys } from "./keys";
import { asProblem } from "./problem";
import type { Me, Schema } from "./types";

export const meQuery = () =>
    queryOptions({
        queryKey: keys.me,
        queryFn: ({ signal }) => call(api.GET("/me", { signal })),
        staleTime: 5 * 60_000,
    });

export const providersQuery = () =>
    queryOptions({
        queryKey: keys.providers,
        queryFn: ({ signal }) => call(api.GET("/oidc", { signal })),
        staleTime: 5 * 60_000,
    });

/** Signs in. If it is somebody else than before, nothing of the former one stays. */
export function useSignIn() {
    const client = useQueryClient();
    return useMutation({
        mutationFn: (body: Schema<"SignInBody">) => call(api.POST("/sign-in", { body })),
        onSuccess: ({ me }) => {
            if (client.getQueryData<Me>(keys.me)?.id !== me.id) client.clear();
            client.setQueryData(keys.me, me);
        },
    });
}

export function useSignOut() {
    return useMutation({ mutationFn: () => call(api.POST("/sign-out")) });
}

/** Changes of oneself give oneself anew, or say that it must be read anew. */
function useMeAnew() {
    const client = useQueryClient();
    return () => client.invalidateQueries({ queryKey: keys.me });
}

export function useRenameMe() {
    const client = useQueryClient();
    return useMutation({
        mutationFn: (name: string) => call(api.PATCH("/me", { body: { name } })),
        onSuccess: (me) => client.setQueryData(keys.me, me),
    });
}

/** Deletes oneself. Nothing that one has seen stays. */
export function useDeleteMe() {
    const client = useQueryClient();
    return useMutation({
        mutationFn: (body: Schema<"ProofBody">) => call(api.DELETE("/me", { body })),
        onSuccess: () => client.clear(),
    });
}

/** Changes one's password: all other sessions end. */
export function useChangePassword() {
    const anew = useMeAnew();
    return useMutation({
        mutationFn: async (body: Schema<"PasswordBody">) => {
            try {
                await call(api.POST("/me/password", { body }));
            } catch (error) {
                const problem = asProblem(error);
                // The API calls both of them "password": which one is meant, the code tells.
                const field = problem.is("weak-password") || body.current == null ? "new" : "current";
                throw problem.is("weak-password", "bad-value")
                    ? problem.withField("password", field)
                    : problem;
            }
        },
        onSuccess: anew,
    });
}

/** Begins to set up one-time codes: the secret is shown this once, and kept nowhere. */
export function useStartTotp() {
    return useMutation({
        mutationFn: (body: Schema<"ProofBody">) => call(api.POST("/me/totp", { body })),
        gcTime: 0,
    });
}

export function useConfirmTotp() {
    const anew = useMeAnew();
    return useMutation({
        mutationFn: (code: string) => call(api.POST("/me/totp/confirm", { body: { code } })),
        onSuccess: anew,
        gcTime: 0,
    });
}

export function useStopTotp() {
    const anew = useMeAnew();
    return useMutation({
        mutationFn: (body: Schema<"ProofBody">) => call(api.DELETE("/me/totp", { body })),
        onSuccess: anew,
    });
}

export function useRenewRecoveryCodes() {
    return useMutation({
        mutationFn: (body: Schema<"ProofBody">) => call(api.POST("/me/recovery-codes", { body })),
        gcTime: 0,
    });
}

/** Begins to bind an identity provider to oneself: gives the address to go to. */
export function useBindProvider() {
    return useMutation({
        mutationFn: (provider: string) =>
            call(api.POST("/me/identities/{provider}", { params: { path: { provider } } })),
    });
}
