/** Makes an API token: what for, where, until when. */
import { useState } from "react";

import { asProblem } from "~/api/problem";
import { useCreateToken } from "~/api/tokens";
import type { Schema } from "~/api/types";
import { date } from "~/lib/format";
import { Button } from "~/ui/button";
import { Checkbox } from "~/ui/checkbox";
import { Dialog, DialogFoot } from "~/ui/dialog";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { Select } from "~/ui/select";
import { useNow } from "~/ui/time";

import { type Scope, SCOPES } from "./token-scopes";

const NAME_MAX_CHARS = 100;
const DAY_MS = 86_400_000;
const DAYS = ["7", "30", "90", "180", "365"] as const;
const EVERYWHERE = "";

interface Fleet {
    data: Schema<"FleetView"> | undefined;
    error: Error | null;
}

interface Props {
    open: boolean;
    onOpenChange: (open: boolean) => void;
    fleet: Fleet;
    onMade: (made: Schema<"NewTokenView">) => void;
}

export function NewTokenDialog({ open, onOpenChange, fleet, onMade }: Props) {
    return (
        <Dialog
            open={open}
            onOpenChange={onOpenChange}
            title="Make a token"
            description="Give it no more than its program needs."
        >
            <NewTokenForm
                fleet={fleet}
                onClose={() => onOpenChange(false)}
                onMade={(made) => {
                    onMade(made);
                    onOpenChange(false);
                }}
            />
        </Dialog>
    );
}

interface FormProps {
    fleet: Fleet;
    onClose: () => void;
    onMade: (made: Schema<"NewTokenView">) => void;
}

function NewTokenForm({ fleet, onClose, onMade }: FormProps) {
    const now = useNow();
    const create = useCreateToken();
    // Sent twice with the same values, one token is made. Other values are another token.
    const [keyOf] = useState(() => new Map<string, string>());
    const form = useForm({
        initial: {
            name: "",
            scopes: ["read"] as readonly Scope[],
            workspace: EVERYWHERE,
            expires: "90",
        },
        check: ({ name, scopes }) => ({
            name: name.trim() === "" ? "Enter a name" : undefined,
            scopes: scopes.length === 0 ? "Choose at least one" : undefined,
        }),
        submit: async (values) => {
            const same = JSON.stringify(values);
            const key = keyOf.get(same) ?? crypto.randomUUID();
            keyOf.set(same, key);
            const made = await create.mutateAsync({
                key,
                body: {
                    name: values.name.trim(),
                    scopes: [...values.scopes],
                    expires: end(key, Number(values.expires)),
                    ...(values.workspace === EVERYWHERE ? {} : { workspace: values.workspace }),
                },
            });
            create.reset();
            onMade(made);
        },
    });
    // The end is part of what is sent: the same key must bring the same one.
    const [ends] = useState(() => new Map<string, string>());
    const end = (key: string, days: number): string => {
        const at = ends.get(key) ?? new Date(Date.now() + days * DAY_MS).toISOString();
        ends.set(key, at);
        return at;
    };
    const { scopes } = form.values;
    const scopeError = form.field("scopes").error;
    const toggle = (scope: Scope, on: boolean): void =>
        form.field("scopes").onChange(on ? [...scopes, scope] : scopes.filter((one) => one !== scope));
    return (
        <Form form={form} label="Make a token">
            <Input
                label="Name"
                hint="What will use it: “Nightly report”."
                maxLength={NAME_MAX_CHARS}
                autoComplete="off"
                {...form.field("name")}
            />
            <fieldset className="flex flex-col gap-2.5" aria-describedby="token-scopes-error">
                <legend className="mb-1.5 text-sm font-medium">What it may be used for</legend>
                {SCOPES.map(({ value, label, hint }) => (
                    <Checkbox
                        key={value}
                        label={label}
                        hint={hint}
                        checked={scopes.includes(value)}
                        onChange={(on) => toggle(value, on)}
                    />
                ))}
                <p id="token-scopes-error" role="alert" className="text-critical text-xs empty:hidden">
                    {scopeError}
                </p>
            </fieldset>
            <Select
                label="Where"
                hint={
                    fleet.data === undefined && fleet.error !== null
                        ? `Your workspaces are unknown: ${asProblem(fleet.error).detail}.`
                        : "A token for one workspace sees nothing of the others."
                }
                choices={[
                    { value: EVERYWHERE, label: "All workspaces of yours" },
                    ...(fleet.data?.items ?? []).map(({ workspace }) => ({
                        value: workspace.id,
                        label: workspace.name,
                    })),
                ]}
                {...form.field("workspace")}
            />
            <Select
                label="Ends after"
                hint={`On ${date(new Date(now.getTime() + Number(form.values.expires) * DAY_MS))}.`}
                choices={DAYS.map((days) => ({
                    value: days,
                    label: days === "365" ? "A year" : `${days} days`,
                }))}
                {...form.field("expires")}
            />
            <DialogFoot>
                <Button onClick={onClose}>Cancel</Button>
                <Button type="submit" kind="primary" loading={form.submitting}>
                    Make the token
                </Button>
            </DialogFoot>
        </Form>
    );
}
