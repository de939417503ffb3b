/** E-mail and password, and a code where one is asked for. On the sign-in page, and above a page whose session is over. */
import { useEffect, useState } from "react";

import { useSignIn } from "~/api/me";
import type { Me } from "~/api/types";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { PasswordInput } from "~/ui/password-input";

const EMAIL_MAX_CHARS = 254;
const CODE_MAX_CHARS = 40;

interface Props {
    email?: string;
    /** Hears of the address as it is typed. */
    onEmail?: (email: string) => void;
    onSignedIn: (me: Me) => unknown;
    /** The address waits to be confirmed: where the page offers another mail. */
    onNotVerified?: (email: string) => void;
}

export function SignInForm({ email = "", onEmail, onSignedIn, onNotVerified }: Props) {
    const signIn = useSignIn();
    // Of whom a code is asked: somebody else need not have one.
    const [askedOf, setAskedOf] = useState<string | null>(null);
    const form = useForm({
        initial: { email, password: "", code: "" },
        check: (values) => ({
            email: values.email.trim() === "" ? "Enter your e-mail address" : undefined,
            password: values.password === "" ? "Enter your password" : undefined,
            code: values.email.trim() === askedOf && values.code.trim() === "" ? "Enter the code" : undefined,
        }),
        submit: async ({ email: to, password, code }) => {
            const { me } = await signIn.mutateAsync({
                email: to.trim(),
                password,
                ...(to.trim() === askedOf ? { code: code.trim() } : {}),
            });
            await onSignedIn(me);
        },
        onProblem: (problem) => {
            if (problem.is("email-not-verified")) onNotVerified?.(form.values.email.trim());
            if (!problem.is("second-factor-needed")) return false;
            setAskedOf(form.values.email.trim());
            return true;
        },
    });
    const typed = form.values.email.trim();
    const asked = typed !== "" && typed === askedOf;
    useEffect(() => onEmail?.(typed), [onEmail, typed]);
    return (
        <Form form={form} label="Sign in">
            <Input
                label="E-mail"
                type="email"
                autoComplete="username"
                maxLength={EMAIL_MAX_CHARS}
                {...form.field("email")}
            />
            <PasswordInput label="Password" autoComplete="current-password" {...form.field("password")} />
            {asked && (
                <>
                    <Alert tone="info">The password is right. A code is needed as well.</Alert>
                    <Input
                        // What one was asked for a moment ago is where one wants to type.
                        // eslint-disable-next-line jsx-a11y/no-autofocus
                        autoFocus
                        label="Code"
                        hint="Six digits of your authenticator app, or a recovery code."
                        autoComplete="one-time-code"
                        autoCapitalize="off"
                        spellCheck={false}
                        maxLength={CODE_MAX_CHARS}
                        {...form.field("code")}
                    />
                </>
            )}
            <Button type="submit" kind="primary" loading={form.submitting} className="w-full">
                Sign in
            </Button>
        </Form>
    );
}
