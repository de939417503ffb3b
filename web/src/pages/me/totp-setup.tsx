/** Setting up one-time codes: the password, the secret in the app, a first code as the proof that the app works. */
import { useState } from "react";

import { useConfirmTotp, useStartTotp } from "~/api/me";
import type { Me, Schema } from "~/api/types";
import { Button } from "~/ui/button";
import { CopyButton } from "~/ui/copy-button";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { Stepper } from "~/ui/stepper";

import { Proof, proofBody, proofFault } from "./proof";

interface Props {
    me: Me;
    onCodes: (codes: readonly string[]) => void;
    onCancel: () => void;
}

const STEPS = ["Prove it is you", "Set the app up", "Keep the recovery codes"];
const CODE_MAX_CHARS = 40;

export function TotpSetup({ me, onCodes, onCancel }: Props) {
    const [setup, setSetup] = useState<Schema<"TotpView"> | null>(null);
    return (
        <>
            <Stepper label="Steps" steps={STEPS} current={setup === null ? 0 : 1} />
            {setup === null ? (
                <Begin me={me} onSetup={setSetup} onCancel={onCancel} />
            ) : (
                <Confirm setup={setup} onCodes={onCodes} onCancel={onCancel} />
            )}
        </>
    );
}

function Begin({
    me,
    onSetup,
    onCancel,
}: {
    me: Me;
    onSetup: (setup: Schema<"TotpView">) => void;
    onCancel: () => void;
}) {
    const start = useStartTotp();
    const form = useForm({
        initial: { password: "" },
        check: ({ password }) => ({ password: proofFault(me, password) }),
        submit: async ({ password }) => {
            const setup = await start.mutateAsync(proofBody(me, password));
            start.reset();
            onSetup(setup);
        },
    });
    return (
        <Form form={form} label="Set up one-time codes" className="flex max-w-md flex-col gap-4">
            <p className="text-ink-2 text-sm">
                You need an authenticator app, such as those of 1Password, Bitwarden, Google or Microsoft.
            </p>
            <Proof me={me} field={form.field("password")} />
            <div className="flex flex-wrap gap-2">
                <Button type="submit" kind="primary" loading={form.submitting}>
                    Go on
                </Button>
                <Button kind="quiet" onClick={onCancel}>
                    Cancel
                </Button>
            </div>
        </Form>
    );
}

interface ConfirmProps {
    setup: Schema<"TotpView">;
    onCodes: (codes: readonly string[]) => void;
    onCancel: () => void;
}

function Confirm({ setup, onCodes, onCancel }: ConfirmProps) {
    const confirm = useConfirmTotp();
    const form = useForm({
        initial: { code: "" },
        check: ({ code }) => ({
            code: /^\d{6}$/.test(code.replaceAll(" ", ""))
                ? undefined
                : "Enter the six digits that the app shows",
        }),
        submit: async ({ code }) => {
            const { recovery_codes: codes } = await confirm.mutateAsync(code.replaceAll(" ", ""));
            confirm.reset();
            onCodes(codes);
        },
    });
    return (
        <div className="flex gap-8 phone:flex-col phone:gap-4">
            {/* As an image: its own styles would break the policy of the page. White, or no camera reads it in the dark. */}
            <img
                src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(setup.picture_svg)}`}
                alt="QR code for the authenticator app. The secret beside it says the same."
                width={200}
                height={200}
                className="border-line size-50 shrink-0 self-start rounded-lg border phone:self-center"
            />
            <Form form={form} label="Confirm one-time codes" className="flex max-w-md min-w-0 flex-col gap-4">
                <p className="text-sm">Scan the picture with the app, or type the secret into it:</p>
                <p className="bg-sunken flex items-center justify-between gap-2 rounded-md py-1 pr-1 pl-2.5">
                    <code aria-label="Secret" className="font-mono text-xs break-words">
                        {grouped(setup.secret)}
                    </code>
                    <CopyButton text={setup.secret} label="Copy the secret" />
                </p>
                <Input
                    // The app is in one's hand: its code is what one types next.
                    // eslint-disable-next-line jsx-a11y/no-autofocus
                    autoFocus
                    label="Code"
                    hint="The six digits that the app shows now. They change every 30 seconds."
                    inputMode="numeric"
                    autoComplete="one-time-code"
                    maxLength={CODE_MAX_CHARS}
                    className="max-w-60"
                    {...form.field("code")}
                />
                <div className="flex flex-wrap gap-2">
                    <Button type="submit" kind="primary" loading={form.submitting}>
                        Switch on
                    </Button>
                    <Button kind="quiet" onClick={onCancel}>
                        Cancel
                    </Button>
                </div>
            </Form>
        </div>
    );
}

/** In fours, as people type it. */
const grouped = (secret: string): string => secret.replaceAll(" ", "").replace(/(.{4})(?=.)/g, "$1 ");
