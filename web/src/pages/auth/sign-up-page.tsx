/** Signing up. Whether an address is known is told only to whoever reads its mail. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { aboutQuery } from "~/api/about";
import { useResendVerification } from "~/api/doors";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { Link } from "~/ui/link";
import { noteNavigation } from "~/ui/page-header";
import { Skeleton } from "~/ui/skeleton";

import { DoorLayout } from "./door-layout";
import { MailSent } from "./mail-sent";
import { SignUpForm } from "./sign-up-form";

export function SignUpPage() {
    const about = useQuery(aboutQuery());
    const [sentTo, setSentTo] = useState<string | null>(null);
    const [first, setFirst] = useState(false);
    const resend = useResendVerification();
    // Another view of the same page: its heading takes the focus.
    const show = (email: string | null): void => {
        noteNavigation();
        setSentTo(email);
    };
    if (sentTo !== null) {
        return (
            <MailSent
                again={`If ${sentTo} waits to be confirmed, a mail is on its way. Its link works once.`}
                onAgain={() => resend.mutateAsync(sentTo)}
                onOther={() => show(null)}
            >
                If <strong>{sentTo}</strong> is a new address here, a mail with a link is on its way: open it
                to confirm the address. If the address is known already, the mail says so.
            </MailSent>
        );
    }
    const closed = about.data?.sign_up === "invited" && !first;
    const foot = (
        <>
            Known here already? <Link to={paths.signIn()}>Sign in</Link>
        </>
    );
    if (closed) {
        return (
            <DoorLayout key="closed" title="Sign up by invitation" foot={foot}>
                <div className="flex flex-col gap-4 text-sm">
                    <p>
                        One can only sign up here with an invitation, to the address that it was sent to. Ask
                        an owner or an admin of a workspace for one, and open the link of its mail.
                    </p>
                    <p className="text-ink-2">
                        Only the first person of a new Skytally needs none.{" "}
                        <Button kind="plain" size="sm" onClick={() => setFirst(true)}>
                            I am the first
                        </Button>
                    </p>
                </div>
            </DoorLayout>
        );
    }
    return (
        <DoorLayout key="form" title="Sign up" foot={foot}>
            {about.data === undefined && about.error === null ? (
                <div role="status" aria-label="Sign up: loading" className="flex flex-col gap-4">
                    <Skeleton className="h-8" />
                    <Skeleton className="h-8" />
                    <Skeleton className="h-8" />
                </div>
            ) : (
                <SignUpForm onSignedUp={show} />
            )}
        </DoorLayout>
    );
}
