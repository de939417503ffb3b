/** The filters of the findings: each with how many a choice would show, and what is in force as chips. */
import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { memo, useState } from "react";

import { resourceCountsQuery } from "~/api/accounts";
import type { FindingGroup } from "~/api/findings";
import type { Account, Schema } from "~/api/types";
import { sentence } from "~/lib/format";
import { usePhone } from "~/lib/media";
import { SEVERITIES } from "~/lib/severity";
import { Button } from "~/ui/button";
import { type FacetChoice, Facets } from "~/ui/facets";
import { SeverityMark } from "~/ui/severity-badge";

import { accountName } from "./finding-columns";
import type { FindingSearch, Places, Tally } from "./finding-search";
import { STATES } from "./finding-search";
import { pillarName, PILLARS, regionName } from "./finding-words";

export const FLAG_WORDS = {
    muted: { true: "Muted", false: "Not muted" },
    unknown: { true: "Cannot be told now", false: "Can be told" },
} as const;

export interface FilterSources {
    workspace: string;
    search: FindingSearch;
    patch: (change: Partial<Record<keyof FindingSearch, unknown>>) => void;
    tally: Tally;
    accounts: readonly Account[] | undefined;
    /** Findings by account, whatever accounts are chosen; undefined while it is not known. */
    byAccount: readonly FindingGroup[] | undefined;
    /** Findings by kind and region. */
    places: Places;
    frameworks: readonly Schema<"FrameworkView">[] | undefined;
    checks: readonly { id: string; title: string }[] | undefined;
}

export function FindingFilters(props: FilterSources) {
    const phone = usePhone();
    const [open, setOpen] = useState(false);
    if (!phone) return <AllFacets {...props} />;
    return (
        <>
            <Button
                aria-expanded={open}
                icon={<SlidersHorizontal aria-hidden size={14} />}
                onClick={() => setOpen(!open)}
            >
                {open ? "Fewer filters" : "Filters"}
            </Button>
            {open && <AllFacets {...props} />}
        </>
    );
}

const AllFacets = memo(function AllFacets({
    workspace,
    search,
    patch,
    tally,
    accounts,
    byAccount,
    places,
    frameworks,
    checks,
}: FilterSources) {
    const inventory = useQuery(resourceCountsQuery(workspace)).data?.items;
    const kinds = choicesOf(
        [...places.kinds, ...(inventory?.map(({ kind }) => kind) ?? []), ...(search.kind ?? [])],
        (kind) => places.count("kind", kind),
    );
    const regions = choicesOf(
        [...places.regions, ...(inventory?.map(({ region }) => region) ?? []), ...(search.region ?? [])],
        (region) => places.count("region", region),
        regionName,
    );
    const checkChoices = [...new Set([...tally.checks.keys(), ...(search.check ?? [])])].map((check) => ({
        value: check,
        label: tally.checks.get(check) ?? checks?.find(({ id }) => id === check)?.title ?? check,
        count: tally.count("check", check),
    }));
    return (
        <>
            <Facets
                name="State"
                value={search.state ?? []}
                onChange={(state) => patch({ state })}
                choices={STATES.map((state) => ({
                    value: state,
                    label: sentence(state),
                    count: tally.count("state", state),
                }))}
            />
            <Facets
                name="Severity"
                value={search.severity ?? []}
                onChange={(severity) => patch({ severity })}
                choices={SEVERITIES.map((severity) => ({
                    value: severity,
                    text: severity,
                    label: (
                        <span className="inline-flex items-center gap-1.5">
                            <SeverityMark severity={severity} />
                            {sentence(severity)}
                        </span>
                    ),
                    count: tally.count("severity", severity),
                }))}
            />
            <Facets
                name="Account"
                value={search.account ?? []}
                onChange={(account) => patch({ account })}
                choices={[
                    ...new Set([...(accounts ?? []).map(({ id }) => id), ...(search.account ?? [])]),
                ].map((id) => ({
                    value: id,
                    label: accountName(accounts, id),
                    count:
                        byAccount === undefined
                            ? null
                            : (byAccount.find((group) => group.account === id)?.count ?? 0),
                }))}
            />
            <Facets
                name="Check"
                value={search.check ?? []}
                onChange={(check) => patch({ check })}
                choices={checkChoices.sort((a, b) => (b.count ?? 0) - (a.count ?? 0))}
            />
            <OneOf
                name="Pillar"
                value={search.pillar}
                onChange={(pillar) => patch({ pillar })}
                choices={PILLARS.map((pillar) => ({
                    value: pillar,
                    label: pillarName(pillar),
                    count: tally.count("pillar", pillar),
                }))}
            />
            <Facets
                name="Kind"
                value={search.kind ?? []}
                onChange={(kind) => patch({ kind })}
                choices={kinds}
            />
            <Facets
                name="Region"
                value={search.region ?? []}
                onChange={(region) => patch({ region })}
                choices={regions}
            />
            <OneOf
                name="Framework"
                value={search.framework}
                onChange={(framework) => patch({ framework })}
                choices={(
                    frameworks ??
                    (search.framework === undefined
                        ? []
                        : [{ id: search.framework, title: search.framework }])
                ).map(({ id, title }) => ({
                    value: id,
                    label: title,
                    count: tally.count("framework", id),
                }))}
            />
            {(["muted", "unknown"] as const).map((name) => (
                <OneOf
                    key={name}
                    name={name === "muted" ? "Muted" : "Told"}
                    value={search[name] === undefined ? undefined : String(search[name])}
                    onChange={(value) =>
                        patch({ [name]: value === undefined ? undefined : value === "true" })
                    }
                    choices={(["true", "false"] as const).map((value) => ({
                        value,
                        label: FLAG_WORDS[name][value],
                        count: tally.count(name, value),
                    }))}
                />
            ))}
        </>
    );
});

/** A facet of which only one choice can hold: the newest takes the place of the one before. */
function OneOf(props: {
    name: string;
    value: string | undefined;
    onChange: (value: string | undefined) => void;
    choices: readonly FacetChoice[];
}) {
    return (
        <Facets
            name={props.name}
            choices={props.choices}
            value={props.value === undefined ? [] : [props.value]}
            onChange={(value) => props.onChange(value.at(-1))}
        />
    );
}

/** What there are findings or resources of, those with most findings first. */
function choicesOf(
    values: readonly string[],
    countOf: (value: string) => number | undefined,
    name: (value: string) => string = (value) => value,
): FacetChoice[] {
    return [...new Set(values)]
        .map((value) => {
            const count = countOf(value);
            return { value, label: name(value), ...(count === undefined ? {} : { count }) };
        })
        .sort((a, b) => (b.count ?? 0) - (a.count ?? 0) || a.value.localeCompare(b.value));
}
