/** Changing one's password, or setting a first one. */
import { useChangePassword } from "~/api/me";
import type { Me } from "~/api/types";
import { NewPassword, passwordFault } from "~/pages/auth/new-password";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { Form, useForm } from "~/ui/form";
import { PasswordInput } from "~/ui/password-input";
import { Section } from "~/ui/section";
import { toast } from "~/ui/toast";

export function PasswordSection({ me }: { me: Me }) {
    const change = useChangePassword();
    const form = useForm({
        initial: { current: "", new: "" },
        check: (values) => ({
            current: me.has_password && values.current === "" ? "Enter your current password" : undefined,
            new: passwordFault(values.new),
        }),
        submit: async (values) => {
            await change.mutateAsync({
                new: values.new,
                ...(me.has_password ? { current: values.current } : {}),
            });
            form.reset();
            toast("The password is changed. All other sessions have ended.");
        },
    });
    return (
        <Section
            title="Password"
            about={
                me.has_password
                    ? "All other sessions end when it changes, and a mail says so."
                    : "You have none: you sign in through an identity provider. With one you can do both."
            }
        >
            <Card>
                <Form form={form} label="Password" className="flex max-w-md flex-col gap-4">
                    {/* So that password managers know whose it is. */}
                    <input type="hidden" name="username" autoComplete="username" value={me.email} readOnly />
                    {me.has_password && (
                        <PasswordInput
                            label="Current password"
                            autoComplete="current-password"
                            {...form.field("current")}
                        />
                    )}
                    <NewPassword label="New password" field={form.field("new")} />
                    <div>
                        <Button type="submit" loading={form.submitting}>
                            {me.has_password ? "Change the password" : "Set a password"}
                        </Button>
                    </div>
                </Form>
            </Card>
        </Section>
    );
}
