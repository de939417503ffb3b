/** Signing up, the links of mails, and invitations. Tokens go into bodies only, never into an address or a key of the cache. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call } from "./client";
import { keys } from "./keys";
import type { Schema } from "./types";

export function useSignUp() {
    return useMutation({
        mutationFn: (body: Schema<"SignUpBody">) => call(api.POST("/sign-up", { body })),
    });
}

export function useVerifyEmail() {
    return useMutation({
        mutationFn: (token: string) => call(api.POST("/verify-email", { body: { token } })),
    });
}

export function useResendVerification() {
    return useMutation({
        mutationFn: (email: string) => call(api.POST("/verify-email/resend", { body: { email } })),
    });
}

export function useForgotPassword() {
    return useMutation({
        mutationFn: (email: string) => call(api.POST("/password/forgot", { body: { email } })),
    });
}

/** Sets a password with the token of a mail. Every session ends with it, also the one of this browser. */
export function useResetPassword() {
    const client = useQueryClient();
    return useMutation({
        mutationFn: (body: Schema<"ResetBody">) => call(api.POST("/password/reset", { body })),
        onSuccess: () => client.clear(),
    });
}

/** What an invitation is to. */
export const invitationQuery = (token: string) =>
    queryOptions({
        queryKey: keys.invitation,
        queryFn: ({ signal }) => call(api.POST("/invitations/look", { body: { token }, signal })),
        staleTime: 0,
        gcTime: 0,
    });

export function useAcceptInvitation() {
    const client = useQueryClient();
    return useMutation({
        mutationFn: (token: string) => call(api.POST("/invitations/accept", { body: { token } })),
        onSuccess: () => client.invalidateQueries({ queryKey: keys.fleet }),
    });
}
