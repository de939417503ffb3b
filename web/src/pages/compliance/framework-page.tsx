/** One framework: controls by section, each opens its checks, each check its resources. Made to be printed, too. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ClipboardCheck, FoldVertical, Printer, UnfoldVertical } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";

import "./print.css";

import { CONTROL_STATES, type FrameworkCompliance, frameworkQuery } from "~/api/posture";
import { useShortcuts } from "~/app/shortcuts";
import { useSearchPatch } from "~/app/url-state";
import { number, plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { AccountFilter } from "~/pages/checks/account-filter";
import { CountedAlert } from "~/pages/checks/counted-alert";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { EmptyState } from "~/ui/empty-state";
import { Facets } from "~/ui/facets";
import { FilterBar } from "~/ui/filter-bar";
import { OutcomeBar, OutcomeWords } from "~/ui/outcome-bar";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { SearchInput } from "~/ui/search-input";

import { ControlRow } from "./control-row";
import {
    addsUp,
    countStates,
    filterControls,
    sectionName,
    sectionsOf,
    STATE_WORD,
    toggled,
    totalParts,
} from "./controls";
import { PrintHead } from "./print-head";
import { usePrint } from "./use-print";

const route = getRouteApi("/house/w/$workspace/compliance/$framework");
const NONE: readonly never[] = [];

export function FrameworkPage() {
    const { workspace, framework: id } = route.useParams();
    const { account } = route.useSearch();
    const query = useQuery(frameworkQuery(workspace, id, account));
    const crumbs = [{ to: paths.compliance(workspace, { account }), label: "Compliance" }];
    return (
        <QueryView
            query={query}
            what="This framework"
            loading={
                <>
                    <PageHeader title={id} crumbs={crumbs} />
                    <QueryView query={{ ...query, error: null, data: undefined }} what="This framework">
                        {() => null}
                    </QueryView>
                </>
            }
        >
            {(view) => <Framework view={view} crumbs={crumbs} />}
        </QueryView>
    );
}

function Framework({ view, crumbs }: { view: FrameworkCompliance; crumbs: { to: string; label: string }[] }) {
    const { workspace } = route.useParams();
    const { account, q = "", state = NONE, control: open = NONE } = route.useSearch();
    const patch = useSearchPatch();
    const { controls, totals, accounts } = view;
    const shown = useMemo(() => filterControls(controls, q, state), [controls, q, state]);
    const counts = countStates(controls, q);
    const print = usePrint({ workspace, framework: view.framework, controls: shown, account });
    useScrollTo(open[0]);

    const setOpen = (what: readonly string[]): void => patch({ control: what });
    const openable = shown.filter(({ checks }) => checks.length > 0).map(({ id }) => id);
    const allOpen = openable.length > 0 && openable.every((id) => open.includes(id));
    const toggleAll = (): void => setOpen(allOpen ? [] : [...new Set([...open, ...openable])]);
    const clear = (): void => patch({ q: undefined, state: undefined }, { push: true });
    useShortcuts([
        { keys: "e", label: "Open or close all controls", group: "Compliance", run: toggleAll },
        { keys: "p", label: "Print with resources", group: "Compliance", run: print.start },
    ]);
    return (
        <>
            <PrintHead
                workspace={workspace}
                account={account}
                title={view.title}
                narrowed={shown.length < controls.length}
                withResources={print.evidence !== null}
            />
            <div className="print:hidden">
                <PageHeader
                    title={view.title}
                    crumbs={crumbs}
                    actions={
                        <>
                            <AccountFilter workspace={workspace} account={account} />
                            <Button
                                icon={<Printer aria-hidden size={15} />}
                                loading={print.working !== null}
                                onClick={print.start}
                            >
                                {print.working === null
                                    ? "Print"
                                    : `Reading ${number(print.working.done)} of ${number(print.working.of)}`}
                            </Button>
                        </>
                    }
                />
            </div>
            <CountedAlert workspace={workspace} accounts={accounts} />
            <Card className="mb-6 break-inside-avoid">
                <OutcomeBar parts={totalParts(totals)} of={totals.controls} className="mb-3 h-3!" />
                <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
                    <OutcomeWords parts={totalParts(totals)} zeros />
                    <p className="text-ink-3 tabular text-xs">{plural(totals.controls, "control")}</p>
                </div>
                {!addsUp(totals) && (
                    <p className="text-unknown mt-2 text-xs">
                        Some controls are in a state that this console does not know.
                    </p>
                )}
                {totals.not_checked === 0 && (
                    <p className="text-ink-3 mt-2 text-xs">
                        These are the controls that the catalogue has of it. The framework itself may have
                        more.
                    </p>
                )}
            </Card>
            <FilterBar
                chips={state.map((one) => ({
                    name: "State",
                    value: STATE_WORD[one],
                    onRemove: () => patch({ state: state.filter((other) => other !== one) }, { push: true }),
                }))}
                onClear={clear}
                count={
                    shown.length === controls.length
                        ? plural(controls.length, "control")
                        : `${number(shown.length)} of ${plural(controls.length, "control")}`
                }
            >
                <SearchInput
                    label="Search controls"
                    placeholder="Search controls and checks"
                    value={q}
                    onChange={(text) => patch({ q: text || undefined })}
                />
                <Facets
                    name="State"
                    value={state}
                    onChange={(value) => patch({ state: value }, { push: true })}
                    choices={CONTROL_STATES.map((one) => ({
                        value: one,
                        label: STATE_WORD[one],
                        count: counts[one],
                    }))}
                />
                <Button
                    icon={
                        allOpen ? (
                            <FoldVertical aria-hidden size={14} />
                        ) : (
                            <UnfoldVertical aria-hidden size={14} />
                        )
                    }
                    onClick={toggleAll}
                >
                    {allOpen ? "Close all" : "Open all"}
                </Button>
            </FilterBar>
            {shown.length === 0 ? (
                <EmptyState
                    icon={<ClipboardCheck aria-hidden size={18} />}
                    title={controls.length === 0 ? "No control" : "No control fits"}
                    action={
                        controls.length === 0 ? undefined : (
                            <Button kind="primary" onClick={clear}>
                                Clear the search and filters
                            </Button>
                        )
                    }
                >
                    {controls.length === 0
                        ? "The catalogue has no control of this framework."
                        : "No control fits the search and all filters."}
                </EmptyState>
            ) : (
                sectionsOf(shown).map(({ section, controls: inside, totals: sums }) => (
                    <section key={section} aria-labelledby={`section-${section}`} className="mb-6">
                        <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 break-after-avoid">
                            <h2 id={`section-${section}`} className="text-base font-semibold">
                                {sectionName(section)}
                            </h2>
                            <OutcomeWords parts={totalParts(sums)} />
                        </div>
                        <ul className="border-line bg-surface divide-line shadow-card divide-y rounded-lg border">
                            {inside.map((control) => (
                                <ControlRow
                                    key={control.id}
                                    workspace={workspace}
                                    framework={view.framework}
                                    control={control}
                                    account={account}
                                    open={open}
                                    onToggle={(what) => setOpen(toggled(open, what))}
                                    evidence={print.evidence}
                                />
                            ))}
                        </ul>
                    </section>
                ))
            )}
        </>
    );
}

/** A link to a control shows it: once, when the page opens. */
function useScrollTo(control: string | undefined): void {
    const done = useRef(false);
    useEffect(() => {
        if (done.current) return;
        done.current = true;
        if (control !== undefined)
            document.getElementById(`control-${control}`)?.scrollIntoView({ block: "center" });
    }, [control]);
}
