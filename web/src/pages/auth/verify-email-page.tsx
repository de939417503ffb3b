/** The link of a mail to confirm an address; without one, asks for another mail. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { useResendVerification, useVerifyEmail } from "~/api/doors";
import { sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { Form, useForm } from "~/ui/form";
import { Link } from "~/ui/link";
import { noteNavigation } from "~/ui/page-header";

import { AskForMail, NOT_WHOLE } from "./ask-for-mail";
import { DoorLayout } from "./door-layout";
import { type LinkToken, useLinkToken } from "./link-token";

export function VerifyEmailPage() {
    const link = useLinkToken();
    const resend = useResendVerification();
    const [spent, setSpent] = useState<string | undefined>();
    if (link.token === null) {
        return (
            <AskForMail
                title="Ask for another mail"
                about="If the address waits to be confirmed, a mail with a new link is sent to it."
                fault={spent ?? (link.broken ? NOT_WHOLE : undefined)}
                send={(email) => resend.mutateAsync(email)}
                sent={(email) =>
                    `If ${email} waits to be confirmed, a mail is on its way. Its link works once, for 24 hours.`
                }
            />
        );
    }
    return <Confirm key={link.token} link={link} token={link.token} onSpent={setSpent} />;
}

interface Props {
    link: LinkToken;
    token: string;
    onSpent: (why: string) => void;
}

/** A click confirms, not the opening: programs that look into mails open links too. */
function Confirm({ link, token, onSpent }: Props) {
    const navigate = useNavigate();
    const verify = useVerifyEmail();
    const form = useForm({
        initial: {},
        submit: async () => {
            await verify.mutateAsync(token);
            link.forget();
            await navigate({ href: paths.signIn({ done: "verified" }), replace: true });
        },
        onProblem: (problem) => {
            if (!problem.is("link-used")) return false;
            noteNavigation();
            onSpent(sentence(problem.detail));
            link.forget();
            return true;
        },
    });
    return (
        <DoorLayout title="Confirm your address" foot={<Link to={paths.signIn()}>Sign in</Link>}>
            <p className="mb-4 text-sm">One step is left. Confirm only if it was you who signed up.</p>
            <Form form={form} label="Confirm your address">
                <Button type="submit" kind="primary" loading={form.submitting} className="w-full">
                    Confirm the address
                </Button>
            </Form>
        </DoorLayout>
    );
}
