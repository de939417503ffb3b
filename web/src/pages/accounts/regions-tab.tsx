/** What is looked at in an account: its regions and services. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { accountRegionsQuery } from "~/api/accounts";
import { asProblem } from "~/api/problem";
import type { Account } from "~/api/types";
import { useWorkspace } from "~/app/current";
import { plural, sentence } from "~/lib/format";
import { needs } from "~/lib/roles";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { Form, useForm } from "~/ui/form";
import { toast } from "~/ui/toast";

import { regionChoices } from "./aws-regions";
import { RegionsField, ServicesField } from "./look-fields";
import { useChanges } from "./use-changes";

export function RegionsTab({ workspace, account }: { workspace: string; account: Account }) {
    const role = useWorkspace()?.role;
    const sample = account.access.by === "sample";
    const regions = useQuery({
        ...accountRegionsQuery(workspace, account.id),
        enabled: !sample,
        retry: false,
    });
    const save = useChanges(workspace, account);
    const form = useForm<{ regions: readonly string[]; services: readonly string[] }>({
        initial: {
            regions: account.regions,
            services: account.services,
        },
        submit: async ({ regions: chosen, services }) => {
            await save({ settings: { regions: chosen, services } });
            toast("Saved. The next run looks at these.");
        },
    });
    const on = regions.data?.regions;
    const choices = useMemo(() => {
        const all = regionChoices([...(on ?? []), ...account.regions]);
        return on === undefined
            ? all
            : all.filter(({ value }) => on.includes(value) || account.regions.includes(value));
    }, [on, account.regions]);
    const reason = sample
        ? "The sample estate is never collected."
        : needs(role, "admin", "change cloud accounts");
    return (
        <Card className="max-w-2xl">
            <Form form={form} label="Regions and services">
                {regions.error !== null && (
                    <Alert
                        tone="unknown"
                        action={
                            <Button
                                size="sm"
                                loading={regions.isFetching}
                                onClick={() => void regions.refetch()}
                            >
                                Ask again
                            </Button>
                        }
                    >
                        Which regions the account has on is not known, so all are offered.{" "}
                        {sentence(asProblem(regions.error).detail)}.
                    </Alert>
                )}
                {regions.data?.guessed_because != null && (
                    <Alert tone="unknown">
                        The regions below are a guess: {regions.data.guessed_because}.
                    </Alert>
                )}
                <RegionsField field={form.field("regions")} choices={choices} />
                {on !== undefined && (
                    <p className="text-ink-3 -mt-2 text-xs">
                        The account has {plural(on.length, "region")} on.
                    </p>
                )}
                <ServicesField field={form.field("services")} />
                <p className="text-ink-2 text-sm">
                    What is left out is not collected any more. Its findings stay as they were, and say that
                    nobody knows.
                </p>
                <div>
                    <Button type="submit" kind="primary" loading={form.submitting} disabledReason={reason}>
                        Save
                    </Button>
                </div>
            </Form>
        </Card>
    );
}
