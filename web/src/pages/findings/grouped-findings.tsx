/** Findings in groups: by check, resource or account. A group opens its findings in place; one is open at a time. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";

import { useShortcuts } from "~/app/shortcuts";
import { type FindingFilter, findingsQuery, type FindingGroup, type GroupBy } from "~/api/findings";
import { useRows } from "~/api/pages";
import type { Account, Finding } from "~/api/types";
import { cx } from "~/lib/cx";
import { plural } from "~/lib/format";
import { usePhone } from "~/lib/media";
import type { DataColumn, Selection } from "~/ui/data-table";

import { GroupHead } from "./group-head";
import { GroupedRow, StateLine } from "./grouped-row";
import { groupFilter } from "./finding-search";

const ROW_PX = 44;
const AHEAD_LINES = 30;

export interface GroupedProps {
    workspace: string;
    by: GroupBy;
    filter: FindingFilter;
    groups: readonly FindingGroup[];
    more: (() => void) | undefined;
    loadingMore: boolean;
    open: string | undefined;
    onToggle: (key: string | undefined) => void;
    accounts: readonly Account[] | undefined;
    columns: readonly DataColumn<Finding>[];
    onOpen: (finding: Finding) => void;
    selection: Selection;
    /** Tells the page which findings are loaded in the open group. */
    onRows: (rows: readonly Finding[]) => void;
}

type Line =
    | { type: "group"; id: string; group: FindingGroup }
    | { type: "finding"; id: string; finding: Finding }
    | { type: "state"; id: string };

export function GroupedFindings(props: GroupedProps) {
    const { workspace, by, filter, groups, more, loadingMore, open, onToggle, onRows, selection } = props;
    const phone = usePhone();
    const place = useRef<HTMLDivElement>(null);
    const [top, setTop] = useState(0);
    const [active, setActive] = useState(-1);

    const opened = groups.find(({ key }) => key === open);
    const query = useInfiniteQuery({
        ...findingsQuery(workspace, { ...filter, ...(opened === undefined ? {} : groupFilter(opened)) }),
        enabled: opened !== undefined,
    });
    const inside = useRows(query);
    const rows = opened === undefined ? undefined : inside.rows;
    useEffect(() => onRows(rows ?? []), [rows, onRows]);

    const lines = groups.flatMap((group): Line[] => [
        { type: "group", id: group.key, group },
        ...(group.key === opened?.key
            ? [
                  ...(rows ?? []).map((finding): Line => ({ type: "finding", id: finding.id, finding })),
                  ...(rows === undefined ||
                  inside.more !== undefined ||
                  query.error !== null ||
                  rows.length === 0
                      ? [{ type: "state", id: `${group.key} state` } as const]
                      : []),
              ]
            : []),
    ]);

    useLayoutEffect(() => {
        const measure = (): void => {
            const rect = place.current?.getBoundingClientRect();
            if (rect !== undefined) setTop(rect.top + window.scrollY);
        };
        measure();
        window.addEventListener("resize", measure);
        return () => window.removeEventListener("resize", measure);
    }, [phone]);
    const virtual = useWindowVirtualizer({
        count: lines.length,
        estimateSize: () => (phone ? ROW_PX * 2 : ROW_PX),
        overscan: 12,
        scrollMargin: top,
        scrollPaddingStart: 64,
        getItemKey: (index) => lines[index]?.id ?? index,
    });
    const items = virtual.getVirtualItems();
    const last = items.at(-1)?.index ?? -1;
    const endOfOpen = lines.findIndex(({ type }) => type === "state");
    const { more: moreInside, loadingMore: loadingInside } = inside;
    useEffect(() => {
        if (endOfOpen >= 0 && last >= endOfOpen - AHEAD_LINES && !loadingInside && opened !== undefined)
            moreInside?.();
        if (last >= lines.length - AHEAD_LINES && !loadingMore) more?.();
    }, [last, endOfOpen, lines.length, moreInside, loadingInside, more, loadingMore, opened]);

    const move = (step: number): void => {
        let next = Math.min(Math.max(active + step, 0), lines.length - 1);
        if (lines[next]?.type === "state") next = Math.min(Math.max(next + step, 0), lines.length - 1);
        setActive(next);
        virtual.scrollToIndex(next, { align: "auto" });
        requestAnimationFrame(() => {
            place.current
                ?.querySelector<HTMLElement>(`[data-index="${next}"]`)
                ?.focus({ preventScroll: true });
        });
    };
    const toggle = (group: FindingGroup): void => onToggle(group.key === open ? undefined : group.key);
    const act = (): void => {
        const line = lines[active];
        if (line?.type === "group") toggle(line.group);
        else if (line?.type === "finding") props.onOpen(line.finding);
    };
    const choose = (id: string, on: boolean): void =>
        selection.onChange(on ? [...selection.ids, id] : selection.ids.filter((one) => one !== id));
    const anchor = useRef(-1);
    const chooseTo = (): void => {
        const [from, to] = [Math.max(anchor.current, 0), active].sort((a, b) => a - b);
        const range = lines
            .slice(from, (to ?? 0) + 1)
            .filter(({ type }) => type === "finding")
            .map(({ id }) => id);
        selection.onChange([...new Set([...selection.ids, ...range])]);
    };
    useShortcuts([
        { keys: "j", label: "Next row", group: "Lists", run: () => move(1) },
        { keys: "k", label: "Previous row", group: "Lists", run: () => move(-1) },
        {
            keys: "Enter",
            label: "Open the group or the row",
            group: "Lists",
            run: act,
            onlyWhen: () => document.activeElement?.matches("[data-index]") === true,
        },
        {
            keys: "x",
            label: "Choose the row",
            group: "Lists",
            run: () => {
                const line = lines[active];
                if (line?.type !== "finding") return;
                anchor.current = active;
                choose(line.id, !selection.ids.includes(line.id));
            },
        },
        { keys: "X", label: "Choose the rows up to here", group: "Lists", run: chooseTo },
    ]);

    return (
        <div ref={place} className={phone ? "" : "border-line bg-surface shadow-card rounded-lg border"}>
            <ul
                aria-label={`Findings by ${by}`}
                className="relative"
                style={{ height: virtual.getTotalSize() }}
            >
                {items.map(({ index, start }) => {
                    const line = lines[index];
                    if (line === undefined) return null;
                    return (
                        <li
                            key={line.id}
                            data-index={index}
                            data-row={line.id}
                            ref={virtual.measureElement}
                            tabIndex={index === active ? 0 : -1}
                            onFocus={() => setActive(index)}
                            className={cx("absolute inset-x-0 -outline-offset-2", phone && "pb-2")}
                            style={{ transform: `translateY(${start - top}px)` }}
                        >
                            {line.type === "group" && (
                                <GroupHead
                                    by={by}
                                    group={line.group}
                                    accounts={props.accounts}
                                    open={line.group.key === open}
                                    last={index === lines.length - 1}
                                    onToggle={() => toggle(line.group)}
                                    icon={<ChevronRight aria-hidden size={15} />}
                                />
                            )}
                            {line.type === "finding" && (
                                <GroupedRow
                                    finding={line.finding}
                                    columns={props.columns}
                                    chosen={selection.ids.includes(line.id)}
                                    onChoose={(on) => choose(line.id, on)}
                                    onOpen={() => props.onOpen(line.finding)}
                                    without={by}
                                />
                            )}
                            {line.type === "state" && <StateLine query={query} rows={rows} />}
                        </li>
                    );
                })}
            </ul>
            <p role="status" className="text-ink-3 px-3 py-2 text-xs empty:hidden">
                {loadingMore
                    ? "Reading more groups…"
                    : more !== undefined
                      ? `${plural(groups.length, "group")} so far`
                      : ""}
            </p>
        </div>
    );
}
