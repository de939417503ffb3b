/** Signing in again above the page: nothing that was typed is lost. */
import { useQueryClient } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { Dialog as Radix } from "radix-ui";

import { keys } from "~/api/keys";
import { paths } from "~/lib/paths";
import type { Me } from "~/api/types";
import { SignInForm } from "~/pages/auth/sign-in-form";
import { linkClass } from "~/ui/link";

import { setSessionOver, useSessionOver } from "./session";

export function SessionOver() {
    const over = useSessionOver();
    const client = useQueryClient();
    const here = useRouterState({ select: (state) => state.location.href });
    if (!over) return null;
    const before = client.getQueryData<Me>(keys.me);
    const signedIn = (me: Me): void => {
        setSessionOver(false);
        // Somebody else must not find what the former one had open.
        if (before !== undefined && before.id !== me.id) location.assign(paths.fleet());
        else void client.invalidateQueries();
    };
    return (
        <Radix.Root open>
            <Radix.Portal>
                <Radix.Overlay className="bg-scrim fixed inset-0 z-50 grid place-items-center overflow-y-auto p-4">
                    <Radix.Content
                        className="bg-surface border-line shadow-over w-full max-w-sm rounded-xl border p-5"
                        onEscapeKeyDown={(event) => event.preventDefault()}
                        onPointerDownOutside={(event) => event.preventDefault()}
                    >
                        <Radix.Title className="text-base font-semibold">Sign in again</Radix.Title>
                        <Radix.Description className="text-ink-2 mb-4 text-sm">
                            The session is over. What you have typed is still there behind this.
                        </Radix.Description>
                        <SignInForm email={before?.email ?? ""} onSignedIn={signedIn} />
                        <p className="mt-4 text-center text-sm">
                            <a href={paths.signIn({ next: here })} className={linkClass}>
                                Go to the sign-in page
                            </a>
                        </p>
                    </Radix.Content>
                </Radix.Overlay>
            </Radix.Portal>
        </Radix.Root>
    );
}
