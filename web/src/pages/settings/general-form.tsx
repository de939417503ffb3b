/** Name and retention. What somebody else changes meanwhile is shown, unless one has typed. */
import { useEffect, useRef } from "react";

import { useChangeWorkspace } from "~/api/workspaces";
import type { Workspace } from "~/api/types";
import { needs } from "~/lib/roles";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { toast } from "~/ui/toast";

const NAME_MAX_CHARS = 100;
const DAYS_MIN = 30;
const DAYS_MAX = 365;

interface Values {
    name: string;
    retention_days: string;
}

const valuesOf = (workspace: Workspace): Values => ({
    name: workspace.name,
    retention_days: String(workspace.retention_days),
});
const same = (a: Values, b: Values): boolean =>
    a.name.trim() === b.name && a.retention_days.trim() === b.retention_days;

export function GeneralForm({ workspace }: { workspace: Workspace }) {
    const change = useChangeWorkspace(workspace.id);
    const reason = needs(workspace.role, "admin", "change the workspace");
    const form = useForm({
        initial: valuesOf(workspace),
        check: ({ name, retention_days: days }) => ({
            name: name.trim() === "" ? "Enter a name" : undefined,
            retention_days: isDays(days) ? undefined : `Enter ${DAYS_MIN} to ${DAYS_MAX} days`,
        }),
        submit: async (values) => {
            const changed = await change.mutateAsync({
                version: workspace.version,
                body: { name: values.name.trim(), retention_days: Number(values.retention_days) },
            });
            form.reset(valuesOf(changed));
            toast("The workspace is changed.");
        },
    });
    const now = valuesOf(workspace);
    // What was shown before somebody else changed it: whoever has not typed sees the new values.
    const base = useRef(now);
    useEffect(() => {
        if (same(now, base.current)) return;
        if (same(form.values, base.current)) form.reset(now);
        base.current = now;
    });
    const changed = !same(form.values, now);
    const fewer =
        isDays(form.values.retention_days) && Number(form.values.retention_days) < workspace.retention_days;
    return (
        <Form form={form} label="Workspace">
            {form.problem?.is("changed") === true && (
                <Alert tone="warn">
                    Somebody else has changed the workspace meanwhile: it is called {workspace.name} and keeps{" "}
                    {workspace.retention_days} days now. Save again to put what you typed in its place.
                </Alert>
            )}
            <Input
                label="Name"
                hint="What you call the client."
                maxLength={NAME_MAX_CHARS}
                autoComplete="off"
                readOnly={reason !== undefined}
                className="max-w-md"
                {...form.field("name")}
            />
            <Input
                label="History is kept for"
                inputMode="numeric"
                autoComplete="off"
                readOnly={reason !== undefined}
                className="max-w-md"
                after={<span className="text-ink-3 pr-2 text-xs">days</span>}
                hint={`${DAYS_MIN} to ${DAYS_MAX} days. So long stay former states of resources, resolved findings with their lives, and runs. What is so now, open findings and the audit log stay in any case.`}
                {...form.field("retention_days")}
            />
            {fewer && reason === undefined && (
                <Alert tone="warn">
                    History that is older than {Number(form.values.retention_days)} days goes soon after
                    saving, and does not come back.
                </Alert>
            )}
            <div>
                <Button
                    type="submit"
                    kind="primary"
                    loading={form.submitting}
                    disabledReason={reason ?? (changed ? undefined : "Nothing is changed yet.")}
                >
                    Save
                </Button>
            </div>
        </Form>
    );
}

function isDays(text: string): boolean {
    const days = Number(text);
    return /^\s*\d+\s*$/.test(text) && days >= DAYS_MIN && days <= DAYS_MAX;
}
