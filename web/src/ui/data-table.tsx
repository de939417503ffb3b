/**
 * A table of any length: only the rows in sight are drawn. Sorted by the URL, columns chosen and remembered, rows chosen, all
 * by keyboard (j, k, Enter, x). On a phone each row is a card.
 */
import {
    type ColumnDef,
    getCoreRowModel,
    getSortedRowModel,
    type Row,
    type RowSelectionState,
    useReactTable,
} from "@tanstack/react-table";
import { measureElement, useWindowVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useNavigate } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";

import { useShortcuts } from "~/app/shortcuts";
import { cx } from "~/lib/cx";
import { usePhone } from "~/lib/media";

import { Button } from "./button";
import { Checkbox } from "./checkbox";
import type { ChosenColumns } from "./column-chooser";
import { CardRow, FROM, type RowActs, TableRow } from "./data-table-row";

export interface DataColumn<T> {
    id: string;
    header: string;
    cell: (row: T) => ReactNode;
    /** What to sort by; undefined is unknown and comes last. With `serverSorted` only its presence counts. */
    sortBy?: (row: T) => string | number | undefined;
    /** A CSS width; without one the column shares what is left. */
    width?: string;
    align?: "start" | "end";
    /** From which width of the window on it is there: lesser columns give way. */
    from?: "md" | "lg" | "xl";
    /** It cannot be hidden, and heads the card on a phone. Exactly one column. */
    main?: boolean;
    /** It is not in the card on a phone. */
    notOnCard?: boolean;
}

export interface Sort {
    by: string;
    order: "asc" | "desc";
}

export interface Selection {
    ids: readonly string[];
    onChange: (ids: readonly string[]) => void;
}

interface Props<T> {
    /** The name of the table for screen readers. */
    label: string;
    columns: readonly DataColumn<T>[];
    rows: readonly T[];
    rowId: (row: T) => string;
    /** Where a row leads; the main cell should have the same link in it. */
    rowTo?: (row: T) => string;
    /** Opens a row in place of going to `rowTo`, which stays its address. */
    onOpen?: ((row: T) => void) | undefined;
    /** What a row is called when it is chosen: "Choose …". */
    rowLabel?: (row: T) => string;
    sort?: Sort | undefined;
    onSort?: (sort: Sort | undefined) => void;
    serverSorted?: boolean;
    selection?: Selection;
    /** From `useChosenColumns`. */
    chosen?: ChosenColumns;
    /** Reads more rows; from `useRows`. */
    more?: (() => void) | undefined;
    loadingMore?: boolean;
}

const ROW_PX = 44;
const CARD_PX = 148;
/** Rows before the end at which the next page is asked for. */
const AHEAD_ROWS = 30;

export function DataTable<T>(props: Props<T>) {
    const { label, columns, rows, rowId, rowTo, rowLabel, sort, onSort, serverSorted = false } = props;
    const { selection, chosen, more, loadingMore = false, onOpen } = props;
    const phone = usePhone();
    const navigate = useNavigate();
    const place = useRef<HTMLDivElement>(null);
    const [top, setTop] = useState(0);
    const [active, setActive] = useState(-1);
    const { by: sortedBy, order: sortOrder } = sort ?? {};
    // Where a range of chosen rows begins.
    const anchor = useRef(-1);

    const defs = useMemo<ColumnDef<T>[]>(
        () =>
            columns.map((column) => ({
                id: column.id,
                accessorFn: (row) => column.sortBy?.(row),
                enableSorting: column.sortBy !== undefined,
                sortUndefined: "last",
                sortingFn: (a, b, id) => compare(a.getValue(id), b.getValue(id)),
            })),
        [columns],
    );
    const rowSelection = useMemo<RowSelectionState>(
        () => Object.fromEntries((selection?.ids ?? []).map((id) => [id, true])),
        [selection?.ids],
    );
    const sorting = useMemo(
        () => (sortedBy === undefined ? [] : [{ id: sortedBy, desc: sortOrder === "desc" }]),
        [sortedBy, sortOrder],
    );
    const table = useReactTable<T>({
        data: rows as T[],
        columns: defs,
        getRowId: rowId,
        getCoreRowModel: getCoreRowModel(),
        getSortedRowModel: getSortedRowModel(),
        manualSorting: serverSorted,
        // There are no pages. Going back to the first at each sort would draw the table anew, which sorts: without end.
        autoResetPageIndex: false,
        state: {
            sorting,
            rowSelection,
        },
        enableRowSelection: selection !== undefined,
        onRowSelectionChange: (update) => {
            const next = typeof update === "function" ? update(rowSelection) : update;
            selection?.onChange(Object.keys(next).filter((id) => next[id] === true));
        },
    });
    const lines = table.getRowModel().rows;
    const hidden = chosen?.hidden;
    const shown = useMemo(
        () => columns.filter((column) => column.main === true || !(hidden ?? []).includes(column.id)),
        [columns, hidden],
    );

    useLayoutEffect(() => {
        const measure = (): void => {
            const rect = place.current?.getBoundingClientRect();
            if (rect !== undefined) setTop(rect.top + window.scrollY);
        };
        measure();
        window.addEventListener("resize", measure);
        return () => window.removeEventListener("resize", measure);
    }, [phone]);

    // The same function for the same rows, or all of them would be measured anew at each key.
    const keyOf = useCallback((index: number) => lines[index]?.id ?? index, [lines]);
    const sizes = useSizes(phone ? CARD_PX : ROW_PX);
    const virtual = useWindowVirtualizer({
        count: lines.length,
        estimateSize: sizes.estimate,
        measureElement: sizes.measure,
        // What is drawn beyond the window makes each change of the page dearer.
        overscan: 6,
        scrollMargin: top,
        // The header of the table sticks to the top: a row must not be scrolled below it.
        scrollPaddingStart: phone ? 64 : 40,
        getItemKey: keyOf,
    });
    const items = virtual.getVirtualItems();
    const last = items.at(-1)?.index ?? -1;
    useEffect(() => {
        if (more !== undefined && !loadingMore && lines.length > 0 && last >= lines.length - AHEAD_ROWS)
            more();
    }, [last, lines.length, more, loadingMore]);

    const goTo = useCallback(
        (row: Row<T>): void => {
            if (onOpen !== undefined) onOpen(row.original);
            else if (rowTo !== undefined) void navigate({ href: rowTo(row.original) });
        },
        [onOpen, rowTo, navigate],
    );
    const choose = useCallback(
        (index: number, on: boolean, range: boolean): void => {
            if (range) {
                const [from, to] = [anchor.current, index].sort((a, b) => a - b);
                const between = lines.slice(Math.max(from ?? 0, 0), (to ?? -1) + 1).map(({ id }) => id);
                selection?.onChange([...new Set([...selection.ids, ...between])]);
                return;
            }
            anchor.current = index;
            lines[index]?.toggleSelected(on);
        },
        [lines, selection],
    );
    const chooses = selection !== undefined;
    const acts = useMemo<RowActs<T>>(
        () => ({
            to: rowTo,
            open: goTo,
            focus: setActive,
            choose: chooses ? choose : undefined,
            name: (row) => rowLabel?.(row.original) ?? row.id,
            measure: virtual.measureElement,
        }),
        [rowTo, goTo, chooses, choose, rowLabel, virtual.measureElement],
    );
    const move = (step: number): void => {
        const next = Math.min(Math.max(active + step, 0), lines.length - 1);
        setActive(next);
        virtual.scrollToIndex(next, { align: "auto" });
        // The row may be drawn only after scrolling.
        requestAnimationFrame(() => {
            place.current
                ?.querySelector<HTMLElement>(`[data-index="${next}"]`)
                ?.focus({ preventScroll: true });
        });
    };
    const current = (): Row<T> | undefined => lines[active];
    useShortcuts([
        { keys: "j", label: "Next row", group: "Lists", run: () => move(1) },
        { keys: "k", label: "Previous row", group: "Lists", run: () => move(-1) },
        ...(rowTo === undefined
            ? []
            : [
                  {
                      keys: "Enter",
                      label: "Open the row",
                      group: "Lists",
                      run: () => openCurrent(),
                      onlyWhen: () => inTable(place.current),
                  },
              ]),
        ...(selection === undefined
            ? []
            : [
                  {
                      keys: "x",
                      label: "Choose the row",
                      group: "Lists",
                      run: () => choose(active, current()?.getIsSelected() === false, false),
                  },
                  {
                      keys: "X",
                      label: "Choose the rows up to here",
                      group: "Lists",
                      run: () => choose(active, true, true),
                  },
              ]),
    ]);
    const openCurrent = (): void => {
        const row = current();
        if (row !== undefined) goTo(row);
    };

    const before = (items[0]?.start ?? top) - top;
    const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top);
    const foot = (
        <p role="status" className="text-ink-3 px-3 py-2 text-xs empty:hidden">
            {loadingMore ? "Reading more…" : ""}
        </p>
    );

    if (phone) {
        return (
            <div ref={place}>
                <ul aria-label={label} style={{ height: virtual.getTotalSize() }} className="relative">
                    {items.map(({ index, start }) => {
                        const row = lines[index];
                        if (row === undefined) return null;
                        return (
                            <CardRow
                                key={row.id}
                                row={row}
                                index={index}
                                active={index === active}
                                selected={row.getIsSelected()}
                                shown={shown}
                                acts={acts}
                                offset={start - top}
                            />
                        );
                    })}
                </ul>
                {foot}
            </div>
        );
    }

    const all = table.getIsAllRowsSelected() ? true : table.getIsSomeRowsSelected() ? "indeterminate" : false;
    const wide = shown.length + (selection === undefined ? 0 : 1);
    return (
        <div ref={place} className="border-line bg-surface shadow-card rounded-lg border">
            <table
                aria-label={label}
                aria-rowcount={more === undefined ? lines.length + 1 : -1}
                className="w-full table-fixed border-separate border-spacing-0 text-sm"
            >
                <thead>
                    <tr aria-rowindex={1}>
                        {selection !== undefined && (
                            <th scope="col" className={cx(headClass, "w-10 first:rounded-tl-lg")}>
                                <Checkbox
                                    hideLabel
                                    label="Choose all rows that are shown"
                                    checked={all}
                                    onChange={(on) => table.toggleAllRowsSelected(on)}
                                />
                            </th>
                        )}
                        {shown.map((column) => (
                            <Head key={column.id} column={column} sort={sort} onSort={onSort} />
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {before > 0 && <Gap span={wide} height={before} />}
                    {items.map(({ index }) => {
                        const row = lines[index];
                        if (row === undefined) return null;
                        return (
                            <TableRow
                                key={row.id}
                                row={row}
                                index={index}
                                active={index === active}
                                selected={row.getIsSelected()}
                                shown={shown}
                                acts={acts}
                            />
                        );
                    })}
                    {after > 0 && <Gap span={wide} height={after} />}
                </tbody>
            </table>
            {foot}
            {more !== undefined && !loadingMore && (
                <div className="border-line border-t p-2 text-center">
                    <Button size="sm" kind="quiet" onClick={more}>
                        More rows
                    </Button>
                </div>
            )}
        </div>
    );
}

/**
 * The height of rows that were not drawn yet is taken to be that of those that were: where the guess is wrong, each new row moves all that
 * are below it, and the page is laid out once more.
 */
function useSizes(first: number) {
    return useMemo(() => {
        let [sum, count] = [0, 0];
        return {
            estimate: (): number => (count === 0 ? first : Math.round(sum / count)),
            measure: (
                element: Element,
                entry: ResizeObserverEntry | undefined,
                virtual: Virtualizer<Window, Element>,
            ): number => {
                const size = measureElement(element, entry, virtual);
                [sum, count] = [sum + size, count + 1];
                return size;
            },
        };
    }, [first]);
}

const headClass =
    "bg-surface border-line text-ink-3 sticky top-0 z-10 h-9 border-b px-3 text-left text-xs font-medium whitespace-nowrap last:rounded-tr-lg first:rounded-tl-lg";

function Head<T>({
    column,
    sort,
    onSort,
}: {
    column: DataColumn<T>;
    sort: Sort | undefined;
    onSort: Props<T>["onSort"];
}) {
    const sorted = sort?.by === column.id ? sort.order : undefined;
    const hidden = column.from === undefined ? undefined : FROM[column.from];
    const style = column.width === undefined ? undefined : { width: column.width };
    const end = column.align === "end";
    if (column.sortBy === undefined || onSort === undefined) {
        return (
            <th scope="col" style={style} className={cx(headClass, hidden, end && "text-right")}>
                {column.header}
            </th>
        );
    }
    const next: Sort = {
        by: column.id,
        order: sorted === "desc" ? "asc" : sorted === "asc" ? "desc" : end ? "desc" : "asc",
    };
    const Icon = sorted === "asc" ? ArrowUp : sorted === "desc" ? ArrowDown : ChevronsUpDown;
    return (
        <th
            scope="col"
            style={style}
            aria-sort={sorted === undefined ? "none" : sorted === "asc" ? "ascending" : "descending"}
            className={cx(headClass, hidden, end && "text-right")}
        >
            <button
                type="button"
                onClick={() => onSort(next)}
                className={cx(
                    "hover:text-ink inline-flex h-7 max-w-full items-center gap-1 rounded",
                    end && "flex-row-reverse",
                    sorted !== undefined && "text-ink",
                )}
            >
                <span className="truncate">{column.header}</span>
                <Icon
                    aria-hidden
                    size={12}
                    className={cx("shrink-0", sorted === undefined && "opacity-45")}
                />
            </button>
        </th>
    );
}

const Gap = ({ span, height }: { span: number; height: number }) => (
    <tr aria-hidden>
        <td colSpan={span} style={{ height, padding: 0 }} />
    </tr>
);

function compare(a: unknown, b: unknown): number {
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), "en", { numeric: true, sensitivity: "base" });
}

const inTable = (place: HTMLElement | null): boolean =>
    document.activeElement?.matches("[data-index]") === true &&
    place?.contains(document.activeElement) === true;
