/** The fields that say what is looked at in an account, and how often. For linking and for changing. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { kindsQuery } from "~/api/catalogue";
import type { FieldState } from "~/ui/form";
import { type Choice, Combobox } from "~/ui/combobox";
import { Select } from "~/ui/select";

import { intervalChoices } from "./account-rows";

type Names = FieldState<readonly string[]>;

export function RegionsField({ field, choices }: { field: Names; choices: readonly Choice[] }) {
    return (
        <Combobox
            {...field}
            label="Regions"
            choices={choices}
            placeholder="All that the account has on"
            hint="Leave it empty for all that the account has on. What belongs to no region, such as IAM, is always looked at."
        />
    );
}

export function ServicesField({ field }: { field: Names }) {
    const kinds = useQuery(kindsQuery());
    const choices = useMemo(() => {
        const counts = new Map<string, number>();
        for (const { service } of kinds.data?.items ?? [])
            counts.set(service, (counts.get(service) ?? 0) + 1);
        return [...counts]
            .sort(([a], [b]) => a.localeCompare(b))
            .map(([service, count]) => ({
                value: service,
                label: service,
                hint: count === 1 ? "1 kind" : `${count} kinds`,
            }));
    }, [kinds.data]);
    return (
        <Combobox
            {...field}
            label="Services"
            choices={choices}
            placeholder="All of the catalogue"
            hint={
                kinds.error !== null
                    ? "The services cannot be listed at the moment: all are looked at, or those that are chosen already."
                    : "Leave it empty for all. Checks of services that are left out stay unknown."
            }
        />
    );
}

export function IntervalField({ field, now }: { field: FieldState<string>; now: number }) {
    return (
        <Select
            {...field}
            label="Collect"
            choices={intervalChoices(now)}
            hint="Each run costs its calls. Oftener than every 15 minutes is rarely worth it."
        />
    );
}
