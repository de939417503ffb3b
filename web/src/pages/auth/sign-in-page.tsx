/** Signing in. Identity providers send the browser here too, signed in or with the reason why not. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";

import { aboutQuery } from "~/api/about";
import { meQuery } from "~/api/me";
import type { Me } from "~/api/types";
import { sentence } from "~/lib/format";
import { paths, safeNext } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { ButtonLink, Link } from "~/ui/link";
import { toast } from "~/ui/toast";

import { DoorLayout } from "./door-layout";
import { forgetWayBack, rememberEmail, typedEmail, wayBack } from "./door-memory";
import { Providers } from "./providers";
import { SignInForm } from "./sign-in-form";

const route = getRouteApi("/door/sign-in");

const DONE = {
    verified: "The address is confirmed. Sign in with it.",
    "password-set": "The password is set. Sign in with it.",
    deleted: "You are deleted here. What you have left in workspaces stays with them.",
};

export function SignInPage() {
    const { next, problem, detail, done } = route.useSearch();
    const router = useRouter();
    const about = useQuery(aboutQuery()).data;
    const me = useQuery(meQuery()).data;
    const [unverified, setUnverified] = useState(false);
    const gone = useRef(false);
    const goOn = (): void => {
        // Only once: whoever signs in here is, a moment later, found to be signed in.
        if (gone.current) return;
        gone.current = true;
        const back = wayBack();
        forgetWayBack();
        if (back?.said !== undefined) toast(back.said);
        const href = next === undefined ? (back?.path ?? paths.fleet()) : safeNext(next);
        void router.navigate({ href, replace: true });
    };
    const isIn = me !== undefined && problem === undefined;
    useEffect(() => {
        if (!isIn) return;
        if (done === "verified") toast("The address is confirmed.");
        goOn();
    });
    return (
        <DoorLayout title="Sign in" foot={<Newcomers signUp={about?.sign_up} />}>
            {problem !== undefined && (
                <Alert tone="bad" className="mb-4">
                    {detail === undefined
                        ? "Signing in with the identity provider did not work."
                        : sentence(detail)}
                </Alert>
            )}
            {done !== undefined && problem === undefined && (
                <Alert tone="good" className="mb-4">
                    {DONE[done]}
                </Alert>
            )}
            {next !== undefined && problem === undefined && (
                <p className="text-ink-2 mb-4 text-sm">Sign in to go on to where you were.</p>
            )}
            {me !== undefined && problem !== undefined ? (
                <StillIn me={me} />
            ) : (
                <>
                    <SignInForm
                        email={typedEmail()}
                        onEmail={rememberEmail}
                        onSignedIn={goOn}
                        onNotVerified={() => setUnverified(true)}
                    />
                    <div className="mt-4 flex flex-wrap justify-between gap-2 text-sm">
                        <Link to={paths.forgotPassword()}>Forgot the password?</Link>
                        {unverified && <Link to={paths.verifyEmail()}>Send the mail again</Link>}
                    </div>
                    <Providers next={next} />
                </>
            )}
        </DoorLayout>
    );
}

/** Somebody who wanted to bind a provider to themselves, and was refused. */
function StillIn({ me }: { me: Me }) {
    return (
        <div className="flex flex-col gap-4 text-sm">
            <p className="break-words">
                You are still signed in as <strong>{me.email}</strong>.
            </p>
            <ButtonLink to={wayBack()?.path ?? paths.fleet()} kind="primary">
                Go on
            </ButtonLink>
        </div>
    );
}

/** Where nobody may just sign up, no link leads to a form that is refused. */
function Newcomers({ signUp }: { signUp: "open" | "invited" | undefined }) {
    if (signUp === "invited") {
        return (
            <>
                New here? One signs up <Link to={paths.signUp()}>by invitation</Link> only.
            </>
        );
    }
    return (
        <>
            New here? <Link to={paths.signUp()}>Sign up</Link>
        </>
    );
}
