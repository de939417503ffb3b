/** One-time codes: on or off, setting up, new recovery codes. */
import { useState } from "react";

import { useRenewRecoveryCodes, useStopTotp } from "~/api/me";
import type { Me, Schema } from "~/api/types";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { Dialog, DialogFoot } from "~/ui/dialog";
import { Form, useForm } from "~/ui/form";
import { Section } from "~/ui/section";
import { Time } from "~/ui/time";
import { toast } from "~/ui/toast";

import { Proof, proofBody, proofFault } from "./proof";
import { TotpSetup } from "./totp-setup";

interface Props {
    me: Me;
    onCodes: (codes: readonly string[]) => void;
}

export function OneTimeCodes({ me, onCodes }: Props) {
    const [doing, setDoing] = useState<"set-up" | "renew" | "stop" | null>(null);
    const since = me.totp_since ?? null;
    const close = (): void => setDoing(null);
    return (
        <Section
            title="One-time codes"
            about="With them, a stolen password is not enough: signing in also asks for six digits of an app on your phone."
        >
            <Card>
                {doing === "set-up" ? (
                    <TotpSetup me={me} onCodes={onCodes} onCancel={close} />
                ) : (
                    <div className="flex flex-wrap items-center justify-between gap-4">
                        <p className="flex flex-wrap items-center gap-2 text-sm">
                            {since === null ? <Badge tone="warn">Off</Badge> : <Badge tone="good">On</Badge>}
                            {since === null ? (
                                "Only your password is asked for."
                            ) : (
                                <span>
                                    since <Time at={since} as="date" />
                                </span>
                            )}
                        </p>
                        <span className="flex flex-wrap gap-2">
                            {since === null ? (
                                <Button kind="primary" onClick={() => setDoing("set-up")}>
                                    Set up one-time codes
                                </Button>
                            ) : (
                                <>
                                    <Button onClick={() => setDoing("renew")}>New recovery codes</Button>
                                    <Button kind="danger" onClick={() => setDoing("stop")}>
                                        Switch off
                                    </Button>
                                </>
                            )}
                        </span>
                    </div>
                )}
            </Card>
            <RenewDialog me={me} open={doing === "renew"} onClose={close} onCodes={onCodes} />
            <StopDialog me={me} open={doing === "stop"} onClose={close} />
        </Section>
    );
}

interface DialogProps {
    me: Me;
    open: boolean;
    onClose: () => void;
}

function RenewDialog({ me, open, onClose, onCodes }: DialogProps & { onCodes: Props["onCodes"] }) {
    const renew = useRenewRecoveryCodes();
    return (
        <Dialog
            open={open}
            onOpenChange={(next) => (next ? undefined : onClose())}
            title="New recovery codes"
            description="Ten new ones take the place of the old ones, which are not good any more from then on."
            size="sm"
        >
            <ProofForm
                me={me}
                label="New recovery codes"
                action="Make new codes"
                onClose={onClose}
                submit={async (proof) => {
                    const { recovery_codes: codes } = await renew.mutateAsync(proof);
                    renew.reset();
                    onClose();
                    onCodes(codes);
                }}
            />
        </Dialog>
    );
}

function StopDialog({ me, open, onClose }: DialogProps) {
    const stop = useStopTotp();
    return (
        <Dialog
            open={open}
            onOpenChange={(next) => (next ? undefined : onClose())}
            title="Switch one-time codes off"
            description="From then on the password alone is enough. The recovery codes go too, and a mail says so."
            size="sm"
        >
            <ProofForm
                me={me}
                label="Switch one-time codes off"
                action="Switch off"
                danger
                onClose={onClose}
                submit={async (proof) => {
                    await stop.mutateAsync(proof);
                    onClose();
                    toast("One-time codes are off.");
                }}
            />
        </Dialog>
    );
}

interface ProofFormProps {
    me: Me;
    label: string;
    action: string;
    danger?: boolean;
    onClose: () => void;
    submit: (proof: Schema<"ProofBody">) => Promise<void>;
}

function ProofForm({ me, label, action, danger = false, onClose, submit }: ProofFormProps) {
    const form = useForm({
        initial: { password: "" },
        check: ({ password }) => ({ password: proofFault(me, password) }),
        submit: ({ password }) => submit(proofBody(me, password)),
    });
    return (
        <Form form={form} label={label}>
            <Proof me={me} field={form.field("password")} />
            <DialogFoot>
                <Button onClick={onClose}>Cancel</Button>
                <Button type="submit" kind={danger ? "danger" : "primary"} loading={form.submitting}>
                    {action}
                </Button>
            </DialogFoot>
        </Form>
    );
}
