/** Signing in or up below an invitation, for somebody who is not signed in. */
import { useState } from "react";

import { useSignIn } from "~/api/me";
import { Alert } from "~/ui/alert";
import { Segments } from "~/ui/segments";

import { Providers } from "./providers";
import { SignInForm } from "./sign-in-form";
import { SignUpForm } from "./sign-up-form";

interface Props {
    token: string;
    email: string;
    /** What has just happened: signed out, say. */
    said: string | null;
    onSignedUp: () => void;
    onSignedIn: () => Promise<void>;
}

export function InvitationDoors({ token, email, said, onSignedUp, onSignedIn }: Props) {
    const signIn = useSignIn();
    const [as, setAs] = useState<"new" | "known">("new");
    const [made, setMade] = useState(false);

    const signedUp = async (to: string, password: string): Promise<void> => {
        onSignedUp();
        try {
            await signIn.mutateAsync({ email: to, password });
        } catch {
            // The address was known already, with another password or a code: the form asks for it. Whatever else it is,
            // signing in by hand shows it.
            setMade(true);
            setAs("known");
            return;
        }
        await onSignedIn();
    };
    return (
        <div className="flex flex-col gap-4">
            {said !== null && !made && <Alert tone="info">{said}</Alert>}
            {made ? (
                <Alert tone="info">
                    Now sign in. If the address was known already, its password has not changed, and a mail
                    says so.
                </Alert>
            ) : (
                <>
                    <p className="text-sm">Sign in to accept it, or sign up if you are new here.</p>
                    <div>
                        <Segments
                            label="Sign up or sign in"
                            value={as}
                            onChange={setAs}
                            choices={[
                                { value: "new", label: "I am new here" },
                                { value: "known", label: "I am known here" },
                            ]}
                        />
                    </div>
                </>
            )}
            {as === "new" ? (
                <SignUpForm invitation={{ token, email }} onSignedUp={signedUp} />
            ) : (
                <div>
                    <SignInForm email={email} onSignedIn={onSignedIn} />
                    {/* The browser leaves the page for it, and the token with it. */}
                    <Providers hint="Or sign in with one of these, then open the link of the mail again." />
                </div>
            )}
        </div>
    );
}
