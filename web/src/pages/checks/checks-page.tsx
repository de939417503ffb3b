/** All checks of the catalogue, as this workspace sees them. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ListChecks } from "lucide-react";
import { useMemo } from "react";

import { frameworksQuery } from "~/api/beside-findings";
import { checksQuery } from "~/api/catalogue";
import { openCountsQuery } from "~/api/overview";
import { postureQuery } from "~/api/posture";
import { readSort, useSearchPatch, writeSort } from "~/app/url-state";
import { plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { SEVERITIES } from "~/lib/severity";
import { Button } from "~/ui/button";
import { ColumnChooser, useChosenColumns } from "~/ui/column-chooser";
import { DataTable } from "~/ui/data-table";
import { EmptyState } from "~/ui/empty-state";
import { Facets } from "~/ui/facets";
import { FilterBar } from "~/ui/filter-bar";
import { ButtonLink } from "~/ui/link";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { SearchInput } from "~/ui/search-input";

import { checkColumns, HIDDEN_CHECK_COLUMNS } from "./check-columns";
import {
    CHECK_FACETS,
    type CheckFacet,
    checkRows,
    type ChosenChecks,
    countFacet,
    filterChecks,
    serviceOfCheckName,
} from "./check-rows";
import { CountedAlert } from "./counted-alert";
import { pillarName } from "./outcomes";
import { PartFailed } from "~/ui/part-failed";

const route = getRouteApi("/house/w/$workspace/checks");
const NONE: readonly string[] = [];

const FACET_NAME: Record<CheckFacet, string> = {
    severity: "Severity",
    pillar: "Pillar",
    service: "Service",
    framework: "Framework",
    outcome: "Outcome",
};
const OUTCOME_CHOICES: Record<string, string> = {
    fail: "Something fails",
    unknown: "Something unknown",
    pass: "All pass",
    none: "No outcome",
};

export function ChecksPage() {
    const { workspace } = route.useParams();
    const { q = "", sort, ...search } = route.useSearch();
    const patch = useSearchPatch();
    const chosenColumns = useChosenColumns("checks", HIDDEN_CHECK_COLUMNS);
    const query = useQuery(checksQuery());
    const posture = useQuery(postureQuery(workspace));
    const frameworks = useQuery(frameworksQuery());
    const counts = useQuery(openCountsQuery(workspace));

    const checks = query.data?.items;
    const all = useMemo(
        () => checkRows(checks ?? [], posture.data, frameworks.data?.items, counts.data?.items),
        [checks, posture.data, frameworks.data, counts.data],
    );
    const columns = useMemo(
        () => checkColumns(workspace, posture.isError, counts.isError),
        [workspace, posture.isError, counts.isError],
    );
    const chosen: ChosenChecks = {
        severity: search.severity ?? NONE,
        pillar: search.pillar ?? NONE,
        service: search.service ?? NONE,
        framework: search.framework ?? NONE,
        outcome: search.outcome ?? NONE,
    };
    const rows = filterChecks(all, q, chosen);
    const frameworkName = (id: string): string =>
        frameworks.data?.items.find((framework) => framework.id === id)?.title ?? id;
    const label = (facet: CheckFacet, value: string): string => {
        if (facet === "pillar") return pillarName(value);
        if (facet === "service") return serviceOfCheckName(value);
        if (facet === "framework") return frameworkName(value);
        if (facet === "outcome") return OUTCOME_CHOICES[value] ?? value;
        return value.charAt(0).toUpperCase() + value.slice(1);
    };
    const clear = (): void =>
        patch(
            { q: undefined, ...Object.fromEntries(CHECK_FACETS.map((facet) => [facet, undefined])) },
            { push: true },
        );
    const choices = (facet: CheckFacet) => {
        const found = countFacet(all, q, chosen, facet);
        // Severities and outcomes have an order of their own, and are all shown.
        const order: readonly string[] | null =
            facet === "severity" ? SEVERITIES : facet === "outcome" ? Object.keys(OUTCOME_CHOICES) : null;
        const values =
            order ?? [...found.keys()].sort((a, b) => label(facet, a).localeCompare(label(facet, b), "en"));
        const unknown =
            (facet === "outcome" && posture.data === undefined) ||
            (facet === "framework" && frameworks.data === undefined);
        return values.map((value) => ({
            value,
            label: label(facet, value),
            count: unknown ? null : (found.get(value) ?? 0),
        }));
    };

    return (
        <>
            <PageHeader
                title="Checks"
                about="What Skytally looks for, and what the newest generations of this workspace say."
            />
            {posture.data !== undefined && (
                <CountedAlert workspace={workspace} accounts={posture.data.accounts} />
            )}
            <PartFailed query={posture} what="What the checks say here" />
            <PartFailed query={frameworks} what="Which frameworks they belong to" />
            <PartFailed query={counts} what="What mending would save" />
            <QueryView query={query} what="The checks">
                {() => (
                    <>
                        <FilterBar
                            chips={CHECK_FACETS.flatMap((facet) =>
                                chosen[facet].map((value) => ({
                                    name: FACET_NAME[facet],
                                    value: label(facet, value),
                                    onRemove: () =>
                                        patch(
                                            { [facet]: chosen[facet].filter((one) => one !== value) },
                                            { push: true },
                                        ),
                                })),
                            )}
                            onClear={clear}
                            count={
                                rows.length === all.length
                                    ? plural(all.length, "check")
                                    : `${rows.length} of ${plural(all.length, "check")}`
                            }
                        >
                            <SearchInput
                                label="Search checks"
                                className="w-44! phone:w-full!"
                                value={q}
                                onChange={(text) => patch({ q: text || undefined })}
                            />
                            {CHECK_FACETS.map((facet) => (
                                <Facets
                                    key={facet}
                                    name={FACET_NAME[facet]}
                                    value={chosen[facet]}
                                    onChange={(value) => patch({ [facet]: value }, { push: true })}
                                    choices={choices(facet)}
                                />
                            ))}
                            <ColumnChooser columns={columns} chosen={chosenColumns} />
                        </FilterBar>
                        {all.length === 0 ? (
                            <EmptyState
                                icon={<ListChecks aria-hidden size={18} />}
                                title="The catalogue has no check"
                                action={
                                    <ButtonLink to={paths.inventory(workspace)}>See the inventory</ButtonLink>
                                }
                            >
                                Whoever runs Skytally has left the checks out of it.
                            </EmptyState>
                        ) : rows.length === 0 ? (
                            <EmptyState
                                icon={<ListChecks aria-hidden size={18} />}
                                title="No check fits"
                                action={
                                    <Button kind="primary" onClick={clear}>
                                        Clear the search and filters
                                    </Button>
                                }
                            >
                                {chosen.outcome.length > 0 && posture.data === undefined
                                    ? "What the checks say here is not known, so none can be found by its outcome."
                                    : "No check fits the search and all filters."}
                            </EmptyState>
                        ) : (
                            <DataTable
                                label="Checks"
                                columns={columns}
                                rows={rows}
                                rowId={({ check }) => check.id}
                                rowTo={({ check }) => paths.check(workspace, check.id)}
                                sort={readSort(sort, { by: "here", order: "desc" })}
                                onSort={(next) => patch({ sort: writeSort(next) })}
                                chosen={chosenColumns}
                            />
                        )}
                    </>
                )}
            </QueryView>
        </>
    );
}
