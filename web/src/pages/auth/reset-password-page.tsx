/** The link of a mail to set a new password. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { useResetPassword } from "~/api/doors";
import { sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { Form, useForm } from "~/ui/form";
import { Link } from "~/ui/link";
import { noteNavigation } from "~/ui/page-header";

import { NOT_WHOLE } from "./ask-for-mail";
import { AskForReset } from "./ask-for-reset";
import { DoorLayout } from "./door-layout";
import { type LinkToken, useLinkToken } from "./link-token";
import { NewPassword, passwordFault } from "./new-password";

export function ResetPasswordPage() {
    const link = useLinkToken();
    const [spent, setSpent] = useState<string | undefined>();
    if (link.token === null)
        return <AskForReset key="ask" fault={spent ?? (link.broken ? NOT_WHOLE : undefined)} />;
    return <ResetForm key={link.token} link={link} token={link.token} onSpent={setSpent} />;
}

interface Props {
    link: LinkToken;
    token: string;
    onSpent: (why: string) => void;
}

function ResetForm({ link, token, onSpent }: Props) {
    const navigate = useNavigate();
    const reset = useResetPassword();
    const form = useForm({
        initial: { password: "" },
        check: ({ password }) => ({ password: passwordFault(password) }),
        submit: async ({ password }) => {
            await reset.mutateAsync({ token, password });
            link.forget();
            await navigate({ href: paths.signIn({ done: "password-set" }), replace: true });
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
        <DoorLayout title="Choose a new password" foot={<Link to={paths.signIn()}>Sign in</Link>}>
            <p className="text-ink-2 mb-4 text-sm">
                Every session and every API token of yours ends with it.
            </p>
            <Form form={form} label="Choose a new password">
                <NewPassword label="New password" field={form.field("password")} />
                <Button type="submit" kind="primary" loading={form.submitting} className="w-full">
                    Set the password
                </Button>
            </Form>
        </DoorLayout>
    );
}
