/** The findings themselves: as a list or in groups, with what can be done with those that are chosen. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { ArrowDownWideNarrow, ChevronDown } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";

import {
    FINDING_SORTS,
    findingGroupsQuery,
    type FindingSort,
    findingsQuery,
    type GroupBy,
} from "~/api/findings";
import { useRows } from "~/api/pages";
import type { Account, Finding } from "~/api/types";
import { useWorkspace } from "~/app/current";
import { usePhone } from "~/lib/media";
import { paths } from "~/lib/paths";
import { needs } from "~/lib/roles";
import { Button } from "~/ui/button";
import { ColumnChooser, useChosenColumns } from "~/ui/column-chooser";
import { DataTable } from "~/ui/data-table";
import { DropdownMenu, MenuChoices } from "~/ui/dropdown-menu";
import { QueryView } from "~/ui/query-view";
import { Segments } from "~/ui/segments";

import { findingColumns, HIDDEN_AT_FIRST } from "./finding-columns";
import { FindingDrawer } from "./finding-drawer";
import { apiFilter, type FindingSearch, without } from "./finding-search";
import { stepsOf } from "./finding-steps";
import { resourceName, SORT_WORDS } from "./finding-words";
import { GroupedFindings } from "./grouped-findings";
import { MoreFailed } from "./more-failed";
import { MuteDialog } from "./mute-dialog";
import { useMuting } from "./muting";
import { NoFindings } from "./no-findings";
import { SelectionBar } from "./selection-bar";
import { usePlace } from "./use-place";
import { queryOf, readView } from "./views";

interface Props {
    workspace: string;
    search: FindingSearch;
    patch: (change: Partial<Record<keyof FindingSearch, unknown>>) => void;
    accounts: readonly Account[] | undefined;
    total: number | null;
    onShowAll: () => void;
}

const GROUPS: readonly { value: GroupBy | "none"; label: string }[] = [
    { value: "none", label: "List" },
    { value: "check", label: "By check" },
    { value: "resource", label: "By resource" },
    { value: "account", label: "By account" },
];

export function FindingsList({ workspace, search, patch, accounts, total, onShowAll }: Props) {
    const { by, open, finding: current, sort = "severity" } = search;
    const phone = usePhone();
    const navigate = useNavigate();
    const { history } = useRouter();
    const filter = apiFilter(search);

    const listed = useInfiniteQuery({ ...findingsQuery(workspace, filter), enabled: by === undefined });
    const grouped = useInfiniteQuery({
        ...findingGroupsQuery(workspace, by ?? "check", without(filter, "sort")),
        enabled: by !== undefined,
    });
    const list = useRows(listed);
    const groups = useRows(grouped);
    const [inGroup, setInGroup] = useState<readonly Finding[]>([]);
    const rows = useMemo(() => (by === undefined ? (list.rows ?? []) : inGroup), [by, list.rows, inGroup]);

    // Only what is shown is chosen: what a filter or a change has taken away is not.
    const [ids, setIds] = useState<readonly string[]>([]);
    const chosen = useMemo(() => {
        const wanted = new Set(ids);
        return rows.filter(({ id }) => wanted.has(id));
    }, [ids, rows]);
    const selection = useMemo(() => ({ ids: chosen.map(({ id }) => id), onChange: setIds }), [chosen]);

    const muting = useMuting(workspace);
    const [asked, setAsked] = useState<readonly Finding[]>([]);
    const mayMute = needs(useWorkspace()?.role, "analyst", "mute findings");

    // Opening and closing change the address, but not where the rows lead: their cells need not be drawn anew.
    const view = queryOf(search);
    const to = useCallback(
        (finding: Finding): string =>
            phone
                ? paths.finding(workspace, finding.id, readView(view))
                : paths.findings(workspace, { ...readView(view), open, finding: finding.id }),
        [phone, workspace, view, open],
    );

    // Whether the drawer was opened here: then closing it is going back.
    const openedHere = useRef(false);
    const show = useCallback(
        (finding: Finding, replace: boolean): void => {
            if (phone) {
                void navigate({ href: to(finding) });
                return;
            }
            if (!replace) openedHere.current = true;
            void navigate({
                to: ".",
                search: ((now: object) => ({ ...now, finding: finding.id })) as never,
                replace,
                resetScroll: false,
            });
        },
        [navigate, phone, to],
    );
    const close = (): void => {
        if (openedHere.current) history.back();
        else
            void navigate({
                to: ".",
                search: ((now: object) => ({ ...now, finding: undefined })) as never,
                replace: true,
                resetScroll: false,
            });
        openedHere.current = false;
    };
    const place = usePlace(rows, current);
    const more = by === undefined && list.more !== undefined;
    const steps = stepsOf(rows, current ?? "", place, more, (row) => show(row, true));
    // Closing leaves one at the row of what was shown last.
    const last = useRef(current);
    if (current !== undefined) last.current = current;
    const returnFocus = (): boolean => {
        const row = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(last.current ?? "")}"]`);
        row?.focus({ preventScroll: true });
        return row !== null;
    };

    const extra: Record<string, boolean> = {
        until: search.muted === true,
        saving: sort === "saving",
        first_seen: sort === "first_seen",
        last_seen: sort === "last_seen",
    };
    const chosenColumns = useChosenColumns("findings", HIDDEN_AT_FIRST);
    // What is sorted or filtered by is there, also if nobody has chosen it.
    const hidden = chosenColumns.hidden.filter((id) => extra[id] !== true);
    const onOpen = useCallback((finding: Finding): void => show(finding, false), [show]);
    const columns = useMemo(
        () => findingColumns({ accounts, to, onOpen: phone ? undefined : onOpen }),
        [accounts, to, phone, onOpen],
    );

    return (
        <>
            <div data-no-print className="mb-3 flex flex-wrap items-center gap-2">
                <Segments
                    label="Group findings"
                    value={by ?? "none"}
                    onChange={(value) => patch({ by: value === "none" ? undefined : value })}
                    choices={
                        phone ? GROUPS.map(({ value, label }) => ({ value, label: short(label) })) : GROUPS
                    }
                />
                <span className="ml-auto flex flex-wrap gap-2 phone:ml-0">
                    <SortMenu
                        sort={sort}
                        onSort={(next) => patch({ sort: next })}
                        grouped={by !== undefined}
                    />
                    <ColumnChooser columns={columns} chosen={{ ...chosenColumns, hidden }} />
                </span>
            </div>
            {by === undefined ? (
                <QueryView query={withoutNextPage(listed)} what="The findings">
                    {() =>
                        rows.length === 0 ? (
                            <NoFindings
                                workspace={workspace}
                                search={search}
                                accounts={accounts}
                                onShowAll={onShowAll}
                            />
                        ) : (
                            <DataTable
                                label="Findings"
                                columns={columns}
                                rows={rows}
                                rowId={({ id }) => id}
                                rowTo={to}
                                onOpen={onOpen}
                                rowLabel={(finding) => `${resourceName(finding)}: ${finding.title}`}
                                serverSorted
                                selection={selection}
                                chosen={{ ...chosenColumns, hidden }}
                                more={list.more}
                                loadingMore={list.loadingMore}
                            />
                        )
                    }
                </QueryView>
            ) : (
                <QueryView query={withoutNextPage(grouped)} what="The groups of findings">
                    {() =>
                        groups.rows?.length === 0 ? (
                            <NoFindings
                                workspace={workspace}
                                search={search}
                                accounts={accounts}
                                onShowAll={onShowAll}
                            />
                        ) : (
                            <GroupedFindings
                                key={by}
                                workspace={workspace}
                                by={by}
                                filter={filter}
                                groups={groups.rows ?? []}
                                more={groups.more}
                                loadingMore={groups.loadingMore}
                                open={open}
                                onToggle={(key) => patch({ open: key })}
                                accounts={accounts}
                                columns={columns.filter((column) => !hidden.includes(column.id))}
                                onOpen={onOpen}
                                selection={selection}
                                onRows={setInGroup}
                            />
                        )
                    }
                </QueryView>
            )}
            <MoreFailed
                query={by === undefined ? listed : grouped}
                what={by === undefined ? "findings" : "groups"}
            />
            <SelectionBar
                chosen={chosen}
                loaded={rows.length}
                total={by === undefined ? total : null}
                disabledReason={mayMute}
                unmuting={muting.unmuting}
                onMute={() => setAsked(chosen)}
                onUnmute={(findings) => muting.unmute(findings)}
                onChooseAll={() => setIds(rows.map(({ id }) => id))}
                onClear={() => setIds([])}
            />
            <MuteDialog
                workspace={workspace}
                findings={asked}
                onClose={() => setAsked([])}
                onDone={() => setIds([])}
                muting={muting}
            />
            <FindingDrawer
                workspace={workspace}
                finding={phone ? undefined : current}
                search={search}
                steps={steps}
                muting={muting}
                onClose={close}
                returnFocus={returnFocus}
            />
        </>
    );
}

const short = (label: string): string =>
    label.replace("By ", "").replace(/^./, (letter) => letter.toUpperCase());

/** That a next page could not be read is said below the list: what is shown is not old because of it. */
function withoutNextPage<Q extends { error: unknown; isFetchNextPageError: boolean }>(query: Q): Q {
    return query.isFetchNextPageError ? { ...query, error: null } : query;
}

function SortMenu({
    sort,
    onSort,
    grouped,
}: {
    sort: FindingSort;
    onSort: (sort: FindingSort | undefined) => void;
    grouped: boolean;
}) {
    return (
        <DropdownMenu
            trigger={
                <Button icon={<ArrowDownWideNarrow aria-hidden size={14} />}>
                    {SORT_WORDS[sort]}
                    <ChevronDown aria-hidden size={13} className="text-ink-3" />
                </Button>
            }
        >
            <MenuChoices
                label={grouped ? "Order within a group; groups: worst first" : "Order"}
                value={sort}
                onChange={(next) => onSort(next === "severity" ? undefined : next)}
                choices={FINDING_SORTS.map((value) => ({ value, label: SORT_WORDS[value] }))}
            />
        </DropdownMenu>
    );
}
