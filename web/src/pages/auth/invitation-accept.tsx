/** Accepting an invitation: only whom it was sent to can. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { useAcceptInvitation } from "~/api/doors";
import { useSignOut } from "~/api/me";
import { asProblem } from "~/api/problem";
import type { Me, Schema } from "~/api/types";
import { sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { toast } from "~/ui/toast";

interface Props {
    token: string;
    invited: Schema<"InvitedView">;
    me: Me;
    onAccepted: () => void;
    /** It was refused as spent: what is it now? */
    onLookAgain: () => Promise<unknown>;
    onSignedOut: (why: string) => Promise<void>;
}

export function AcceptInvitation({ token, invited, me, onAccepted, onLookAgain, onSignedOut }: Props) {
    const navigate = useNavigate();
    const accept = useAcceptInvitation();
    const signOut = useSignOut();
    const [fault, setFault] = useState<string | null>(null);

    const join = async (): Promise<void> => {
        setFault(null);
        try {
            const joined = await accept.mutateAsync(token);
            onAccepted();
            toast(`You are a member of ${joined.name} now.`);
            await navigate({ href: paths.overview(joined.id), replace: true });
        } catch (error) {
            const problem = asProblem(error);
            if (problem.is("unauthenticated")) {
                await onSignedOut("Sign in again: the session is over.");
                return;
            }
            if (problem.is("link-used")) await onLookAgain();
            setFault(sentence(problem.detail));
        }
    };
    const leave = async (): Promise<void> => {
        setFault(null);
        try {
            await signOut.mutateAsync();
        } catch (error) {
            const problem = asProblem(error);
            if (!problem.is("unauthenticated")) {
                setFault(`You may still be signed in: ${problem.detail}`);
                return;
            }
        }
        await onSignedOut("You are signed out.");
    };
    // Addresses that differ only in capitals are the same.
    const isTheirs = me.email.trim().toLowerCase() === invited.email.trim().toLowerCase();
    return (
        <div className="flex flex-col gap-4 text-sm">
            {isTheirs ? (
                <p className="break-words">
                    You are signed in as <strong>{me.email}</strong>.
                </p>
            ) : (
                <Alert tone="warn">
                    You are signed in as <strong>{me.email}</strong>. Only whom the invitation was sent to can
                    accept it: sign out, then sign in or sign up as {invited.email}.
                </Alert>
            )}
            {fault !== null && <Alert tone="bad">{fault}</Alert>}
            <div className="flex flex-wrap gap-2">
                {isTheirs && (
                    <Button kind="primary" loading={accept.isPending} onClick={join}>
                        Accept the invitation
                    </Button>
                )}
                <Button kind={isTheirs ? "quiet" : "primary"} loading={signOut.isPending} onClick={leave}>
                    Sign out
                </Button>
            </div>
        </div>
    );
}
