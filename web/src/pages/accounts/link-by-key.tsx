/** Links an account by an access key, where no role can be made. */
import { useLinkAccount } from "~/api/accounts";
import { useSearchPatch } from "~/app/url-state";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { Form, useForm } from "~/ui/form";
import { Stepper } from "~/ui/stepper";

import { KeyFields, keyFaults } from "./access-fields";
import { lean } from "./lean-problem";
import { type DraftProps, freshDrafts, nameOf, settingsOf, useKept } from "./link-drafts";
import { LookFields } from "./link-look";
import { useOnceKeys } from "./use-once-keys";

export const KEY_STEPS = ["Give the key", "First look"];

interface Props extends DraftProps {
    workspace: string;
    reason: string | undefined;
}

export function LinkByKey({ workspace, reason, ...draft }: Props) {
    const patch = useSearchPatch();
    const link = useLinkAccount(workspace);
    const keyOf = useOnceKeys();
    const form = useForm({
        initial: draft.drafts.key,
        check: keyFaults,
        submit: lean(async (values) => {
            const body = {
                ...nameOf(values),
                access: {
                    by: "key" as const,
                    access_key_id: values.access_key_id.trim(),
                    secret_access_key: values.secret_access_key.trim(),
                },
                settings: settingsOf(values),
            };
            const made = await link.mutateAsync({ body, key: keyOf(body) });
            // The secret is not kept a moment longer.
            form.reset(freshDrafts().key);
            patch({ linked: made.id });
        }),
    });
    useKept("key", form, draft);
    return (
        <>
            <Stepper label="Steps of linking" steps={KEY_STEPS} current={0} />
            <Card className="max-w-3xl">
                <Form form={form} label="Link an account by a key">
                    <KeyFields id={form.field("access_key_id")} secret={form.field("secret_access_key")} />
                    <LookFields form={form} />
                    <div>
                        <Button
                            type="submit"
                            kind="primary"
                            loading={form.submitting}
                            disabledReason={reason}
                        >
                            Prove and link
                        </Button>
                    </div>
                </Form>
            </Card>
        </>
    );
}
