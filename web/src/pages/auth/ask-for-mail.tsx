/** An address that a mail is to go to: another one to confirm it, or one to set a password. */
import { type ReactNode, useState } from "react";

import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { Link } from "~/ui/link";
import { noteNavigation } from "~/ui/page-header";

import { DoorLayout } from "./door-layout";
import { rememberEmail, typedEmail } from "./door-memory";
import { MailSent } from "./mail-sent";

const EMAIL_MAX_CHARS = 254;

interface Props {
    title: string;
    about: ReactNode;
    /** Why one is here, where it is not of one's own will: a link that is not good. */
    fault?: string | undefined;
    send: (email: string) => Promise<unknown>;
    /** What is said once it is sent. It does not tell whether the address is known. */
    sent: (email: string) => string;
}

export function AskForMail({ title, about, fault, send, sent }: Props) {
    const [sentTo, setSentTo] = useState<string | null>(null);
    const show = (email: string | null): void => {
        noteNavigation();
        setSentTo(email);
    };
    const form = useForm({
        initial: { email: typedEmail() },
        check: ({ email }) => ({ email: email.trim() === "" ? "Enter your e-mail address" : undefined }),
        submit: async ({ email }) => {
            const to = email.trim();
            rememberEmail(to);
            await send(to);
            show(to);
        },
    });
    if (sentTo !== null) {
        return (
            <MailSent again={sent(sentTo)} onAgain={() => send(sentTo)} onOther={() => show(null)}>
                {sent(sentTo)}
            </MailSent>
        );
    }
    return (
        <DoorLayout key="ask" title={title} foot={<Link to={paths.signIn()}>Sign in</Link>}>
            {fault !== undefined && (
                <Alert tone="bad" className="mb-4">
                    {fault}
                </Alert>
            )}
            <p className="text-ink-2 mb-4 text-sm">{about}</p>
            <Form form={form} label={title}>
                <Input
                    label="E-mail"
                    type="email"
                    autoComplete="username"
                    maxLength={EMAIL_MAX_CHARS}
                    {...form.field("email")}
                />
                <Button type="submit" kind="primary" loading={form.submitting} className="w-full">
                    Send the mail
                </Button>
            </Form>
        </DoorLayout>
    );
}

export const NOT_WHOLE = "This is not the whole link: open it from the mail again.";
