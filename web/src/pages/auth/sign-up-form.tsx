/** Name, address and password. With an invitation, the address is the one that it was sent to. */
import { useSignUp } from "~/api/doors";
import { Button } from "~/ui/button";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";

import { rememberEmail, typedEmail } from "./door-memory";
import { NewPassword, passwordFault } from "./new-password";

const NAME_MAX_CHARS = 100;
const EMAIL_MAX_CHARS = 254;

interface Props {
    invitation?: { token: string; email: string };
    /** With the password, so that whoever was invited need not type it again. It is not kept. */
    onSignedUp: (email: string, password: string) => unknown;
}

export function SignUpForm({ invitation, onSignedUp }: Props) {
    const signUp = useSignUp();
    const form = useForm({
        initial: { name: "", email: invitation?.email ?? typedEmail(), password: "" },
        check: ({ name, email, password }) => ({
            name: name.trim() === "" ? "Enter your name" : undefined,
            email: email.trim() === "" ? "Enter your e-mail address" : undefined,
            password: passwordFault(password),
        }),
        submit: async ({ name, email, password }) => {
            const to = email.trim();
            rememberEmail(to);
            await signUp.mutateAsync({
                name: name.trim(),
                email: to,
                password,
                ...(invitation === undefined ? {} : { invitation: invitation.token }),
            });
            await onSignedUp(to, password);
        },
    });
    return (
        <Form form={form} label="Sign up">
            <Input label="Name" autoComplete="name" maxLength={NAME_MAX_CHARS} {...form.field("name")} />
            <Input
                label="E-mail"
                type="email"
                autoComplete="username"
                maxLength={EMAIL_MAX_CHARS}
                readOnly={invitation !== undefined}
                hint={invitation === undefined ? undefined : "The address that the invitation was sent to."}
                {...form.field("email")}
            />
            <NewPassword field={form.field("password")} />
            <Button type="submit" kind="primary" loading={form.submitting} className="w-full">
                Sign up
            </Button>
        </Form>
    );
}
