/** The link of a mail that invites into a workspace: look at it, sign in or sign up with it, accept it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";

import { invitationQuery } from "~/api/doors";
import { keys } from "~/api/keys";
import { meQuery } from "~/api/me";
import { asProblem } from "~/api/problem";
import type { Schema } from "~/api/types";
import { setSessionOver } from "~/app/session";
import { sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { ErrorState } from "~/ui/error-state";
import { Fact, Facts } from "~/ui/facts";
import { ButtonLink } from "~/ui/link";
import { Skeleton } from "~/ui/skeleton";
import { Time } from "~/ui/time";
import { toast } from "~/ui/toast";

import { DoorLayout } from "./door-layout";
import { AcceptInvitation } from "./invitation-accept";
import { InvitationDoors } from "./invitation-doors";
import { useLinkToken } from "./link-token";

export function InvitationPage() {
    const link = useLinkToken();
    if (link.token === null) {
        return (
            <NotGood title="This is not the whole invitation">
                Open the link of the mail again. If it was used or is too old, ask whoever invited you for
                another.
            </NotGood>
        );
    }
    return <Invitation key={link.token} token={link.token} onSpent={link.forget} />;
}

function Invitation({ token, onSpent }: { token: string; onSpent: () => void }) {
    const client = useQueryClient();
    const navigate = useNavigate();
    const seen = useQuery(invitationQuery(token));
    const me = useQuery(meQuery());
    // Somebody has signed up with it during this visit, which has accepted it, unless the address was known already.
    const [usedHere, setUsedHere] = useState(false);
    const [said, setSaid] = useState<string | null>(null);

    const isIn = me.data !== undefined && me.error === null;
    const isSpent = seen.error !== null && asProblem(seen.error).is("link-used");
    const isMember = isSpent && usedHere && isIn;
    useEffect(() => {
        if (!isMember) return;
        onSpent();
        toast("You are a member now.");
        void navigate({ href: paths.fleet(), replace: true });
    }, [isMember, navigate, onSpent]);

    if (isMember) return <Waiting />;
    // After a sign-up with it, it is spent, and what it was to is still known.
    if (isSpent && !(usedHere && seen.data !== undefined)) {
        return (
            <NotGood title="This invitation is not good any more" signedIn={isIn}>
                The invitation was used, was taken back or is too old. If you have accepted it, you are a
                member. If not, ask whoever invited you for another.
            </NotGood>
        );
    }
    if (seen.data === undefined) {
        if (seen.error === null) return <Waiting />;
        return (
            <DoorLayout key="failed" title="You are invited">
                <ErrorState
                    error={seen.error}
                    what="The invitation"
                    onRetry={() => void seen.refetch()}
                    retrying={seen.isFetching}
                />
            </DoorLayout>
        );
    }
    const invited = seen.data;
    const nobody = me.error !== null && asProblem(me.error).is("unauthenticated");

    const forgetMe = async (why: string): Promise<void> => {
        setSaid(why);
        setSessionOver(false);
        client.removeQueries({ queryKey: keys.fleet });
        client.removeQueries({ queryKey: ["workspace"] });
        await client.resetQueries({ queryKey: keys.me });
    };
    const signedIn = async (): Promise<void> => {
        setSaid(null);
        setSessionOver(false);
        await seen.refetch();
    };
    return (
        <DoorLayout key="invited" title={`You are invited to ${invited.workspace}`}>
            <InvitationFacts invited={invited} />
            <div className="border-line mt-5 border-t pt-5">
                {nobody ? (
                    <InvitationDoors
                        token={token}
                        email={invited.email}
                        said={said}
                        onSignedUp={() => setUsedHere(true)}
                        onSignedIn={signedIn}
                    />
                ) : me.data !== undefined ? (
                    <AcceptInvitation
                        token={token}
                        invited={invited}
                        me={me.data}
                        onAccepted={onSpent}
                        onLookAgain={() => seen.refetch()}
                        onSignedOut={forgetMe}
                    />
                ) : me.error === null ? (
                    <Skeleton className="h-8" />
                ) : (
                    <ErrorState
                        error={me.error}
                        what="Whether you are signed in"
                        onRetry={() => void me.refetch()}
                        retrying={me.isFetching}
                    />
                )}
            </div>
        </DoorLayout>
    );
}

function InvitationFacts({ invited }: { invited: Schema<"InvitedView"> }) {
    return (
        <Facts>
            <Fact name="Your role">{sentence(invited.role)}</Fact>
            <Fact name="Sent to">{invited.email}</Fact>
            <Fact name="Good until">
                <Time at={invited.expires} as="exact" />
            </Fact>
        </Facts>
    );
}

function Waiting() {
    return (
        <DoorLayout key="waiting" title="One moment">
            <div role="status" aria-label="The invitation: loading" className="flex flex-col gap-3">
                <Skeleton className="h-5 w-2/3" />
                <Skeleton className="h-5" />
                <Skeleton className="h-8" />
            </div>
        </DoorLayout>
    );
}

function NotGood(props: { title: string; children: ReactNode; signedIn?: boolean }) {
    return (
        <DoorLayout key={props.title} title={props.title}>
            <p className="mb-4 text-sm">{props.children}</p>
            {props.signedIn === true ? (
                <ButtonLink to={paths.fleet()}>Go to the fleet</ButtonLink>
            ) : (
                <ButtonLink to={paths.signIn()}>Sign in</ButtonLink>
            )}
        </DoorLayout>
    );
}
