/** Links an account by a role: the role is made, proved, and its first run is followed. */
import { useState } from "react";

import { useLinkAccount, useOffer } from "~/api/accounts";
import { useSearchPatch } from "~/app/url-state";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { Form, useForm } from "~/ui/form";
import { Stepper } from "~/ui/stepper";

import { RoleFields, roleFaults } from "./access-fields";
import { lean } from "./lean-problem";
import { type DraftProps, nameOf, settingsOf, useKept } from "./link-drafts";
import { LookFields } from "./link-look";
import { RoleOffer } from "./role-offer";
import { useOnceKeys } from "./use-once-keys";

export const ROLE_STEPS = ["Make the role", "Link it", "First look"];

interface Props extends DraftProps {
    workspace: string;
    reason: string | undefined;
}

export function LinkByRole({ workspace, reason, ...draft }: Props) {
    const offer = useOffer(workspace);
    const begun = draft.drafts.role;
    const [step, setStep] = useState(begun.role_arn === "" ? 0 : 1);
    const patch = useSearchPatch();
    const link = useLinkAccount(workspace);
    const keyOf = useOnceKeys();
    const form = useForm({
        initial: begun,
        check: roleFaults,
        submit: lean(async (values) => {
            const body = {
                ...nameOf(values),
                access: {
                    by: "role" as const,
                    role_arn: values.role_arn.trim(),
                    external_id: values.external_id.trim(),
                },
                settings: settingsOf(values),
            };
            const made = await link.mutateAsync({ body, key: keyOf(body) });
            patch({ linked: made.id });
        }),
    });
    useKept("role", form, draft);
    const goOn = (): void => {
        if (offer !== undefined) form.set({ external_id: offer.external_id });
        setStep(1);
    };
    return (
        <>
            <Stepper label="Steps of linking" steps={ROLE_STEPS} current={step} />
            {step === 0 ? (
                <div className="flex max-w-3xl flex-col gap-4">
                    <Card>
                        <RoleOffer workspace={workspace} disabledReason={reason} />
                    </Card>
                    <div className="flex flex-wrap gap-2">
                        {offer === undefined ? (
                            <Button onClick={goOn}>I have a role and its external id</Button>
                        ) : (
                            <Button kind="primary" onClick={goOn}>
                                The role is made: go on
                            </Button>
                        )}
                    </div>
                </div>
            ) : (
                <Card className="max-w-3xl">
                    <Form form={form} label="Link an account by a role">
                        <RoleFields
                            arn={form.field("role_arn")}
                            externalId={form.field("external_id")}
                            offered={offer !== undefined && form.values.external_id === offer.external_id}
                        />
                        <LookFields form={form} />
                        <p className="text-ink-2 text-sm">
                            Skytally now assumes the role with the external id, and then tries without one and
                            with a wrong one: a role that opens all the same is linked, with a finding.
                        </p>
                        <div className="flex flex-wrap gap-2">
                            <Button
                                type="submit"
                                kind="primary"
                                loading={form.submitting}
                                disabledReason={reason}
                            >
                                Prove and link
                            </Button>
                            <Button onClick={() => setStep(0)}>Back</Button>
                        </div>
                    </Form>
                </Card>
            )}
        </>
    );
}
