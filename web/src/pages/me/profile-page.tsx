/** Oneself: name, address, and the way out. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { meQuery, useRenameMe } from "~/api/me";
import type { Me } from "~/api/types";
import { Avatar } from "~/ui/avatar";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { CopyButton } from "~/ui/copy-button";
import { Fact, Facts } from "~/ui/facts";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { Time } from "~/ui/time";
import { toast } from "~/ui/toast";

import { DeleteMeDialog } from "./delete-me-dialog";

const NAME_MAX_CHARS = 100;

export function ProfilePage() {
    const query = useQuery(meQuery());
    return (
        <>
            <PageHeader title="Profile" about="What others see of you, and what Skytally knows of you." />
            <QueryView query={query} what="Your profile">
                {(me) => (
                    <>
                        <Section
                            title="Name"
                            about="Members of your workspaces see it, and so do their audit logs."
                        >
                            <Card>
                                <NameForm key={me.id} me={me} />
                            </Card>
                        </Section>
                        <Section title="Account">
                            <Card>
                                <Facts>
                                    <Fact name="E-mail">{me.email}</Fact>
                                    <Fact name="Confirmed">
                                        <Time at={me.verified} as="exact" none="Not yet" />
                                    </Fact>
                                    <Fact name="Here since">
                                        <Time at={me.created} as="exact" />
                                    </Fact>
                                    <Fact name="Your id">
                                        <span className="-my-1 inline-flex max-w-full items-center gap-1">
                                            <code className="truncate font-mono text-xs">{me.id}</code>
                                            <CopyButton text={me.id} label="Copy your id" />
                                        </span>
                                    </Fact>
                                </Facts>
                                <p className="text-ink-3 mt-3 text-xs">
                                    The address cannot be changed. To use another one, sign up with it and be
                                    invited anew.
                                </p>
                            </Card>
                        </Section>
                        <Leaving me={me} />
                    </>
                )}
            </QueryView>
        </>
    );
}

function NameForm({ me }: { me: Me }) {
    const rename = useRenameMe();
    const form = useForm({
        initial: { name: me.name },
        check: ({ name }) => ({ name: name.trim() === "" ? "Enter your name" : undefined }),
        submit: async ({ name }) => {
            const before = me.name;
            const changed = await rename.mutateAsync(name.trim());
            form.reset({ name: changed.name });
            toast("Your name is changed.", {
                undo: () => {
                    rename.mutate(before, {
                        onSuccess: (back) => form.reset({ name: back.name }),
                        onError: () => toast("Your name could not be changed back.", { tone: "bad" }),
                    });
                },
            });
        },
    });
    const changed = form.values.name.trim() !== me.name;
    return (
        <Form form={form} label="Name">
            <div className="flex items-end gap-3 phone:flex-col phone:items-stretch">
                <span className="mb-1 phone:hidden">
                    <Avatar name={form.values.name} />
                </span>
                <Input
                    label="Name"
                    autoComplete="name"
                    maxLength={NAME_MAX_CHARS}
                    className="max-w-sm flex-1"
                    {...form.field("name")}
                />
                <Button
                    type="submit"
                    kind="primary"
                    loading={form.submitting}
                    disabledReason={changed ? undefined : "Nothing is changed yet."}
                >
                    Save
                </Button>
            </div>
        </Form>
    );
}

function Leaving({ me }: { me: Me }) {
    const [open, setOpen] = useState(false);
    return (
        <Section title="Delete yourself">
            <Card>
                <div className="flex flex-wrap items-center justify-between gap-4">
                    <p className="text-ink-2 min-w-0 flex-1 basis-80 text-sm">
                        Ends all that is yours here: sessions, API tokens and memberships. Workspaces stay
                        with their other members. There is no way back.
                    </p>
                    <Button kind="danger" onClick={() => setOpen(true)}>
                        Delete yourself
                    </Button>
                </div>
            </Card>
            <DeleteMeDialog me={me} open={open} onOpenChange={setOpen} />
        </Section>
    );
}
