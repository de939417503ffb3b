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
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useNavigate } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import {
    memo,
    type MouseEvent,
    type ReactNode,
    useCallback,
    useEffect,
    useLayoutEffect,
    useMemo,
    useRef,
    useState,
} from "react";

import { useShortcuts } from "~/app/shortcuts";
import { cx } from "~/lib/cx";
import { usePhone } from "~/lib/media";

import { Button } from "./button";
import { Checkbox } from "./checkbox";
import type { ChosenColumns } from "./column-chooser";

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
const FROM = { md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" };

export function DataTable<T>(props: Props<T>) {
    const { label, columns, rows, rowId, rowTo, rowLabel, sort, onSort, serverSorted = false } = props;
    const { selection, chosen, more, loadingMore = false, onOpen } = props;
    const phone = usePhone();
    const navigate = useNavigate();
    const place = useRef<HTMLDivElement>(null);
    const [top, setTop] = useState(0);
    const [active, setActive] = useState(-1);
    const { by: sortedBy, order: sortOrder } = sort ?? {};
    // Where a range of chosen rows begins, and whether Shift was held at the last click.
    const anchor = useRef(-1);
    const shift = useRef(false);

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
    const shown = columns.filter(
        (column) => column.main === true || !(chosen?.hidden ?? []).includes(column.id),
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
    const virtual = useWindowVirtualizer({
        count: lines.length,
        estimateSize: () => (phone ? CARD_PX : ROW_PX),
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

    const goTo = (row: Row<T>): void => {
        if (onOpen !== undefined) onOpen(row.original);
        else if (rowTo !== undefined) void navigate({ href: rowTo(row.original) });
    };
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
                      run: () => choose(active, current()?.getIsSelected() === false),
                  },
                  {
                      keys: "X",
                      label: "Choose the rows up to here",
                      group: "Lists",
                      run: () => chooseTo(active),
                  },
              ]),
    ]);
    const choose = (index: number, on: boolean): void => {
        anchor.current = index;
        lines[index]?.toggleSelected(on);
    };
    const chooseTo = (index: number): void => {
        const [from, to] = [anchor.current, index].sort((a, b) => a - b);
        const range = lines.slice(Math.max(from ?? 0, 0), (to ?? -1) + 1).map(({ id }) => id);
        selection?.onChange([...new Set([...selection.ids, ...range])]);
    };
    const openCurrent = (): void => {
        const row = current();
        if (row !== undefined) goTo(row);
    };

    const before = (items[0]?.start ?? top) - top;
    const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top);
    const chooser = (row: Row<T>): ReactNode => (
        <Checkbox
            hideLabel
            label={`Choose ${rowLabel?.(row.original) ?? row.id}`}
            checked={row.getIsSelected()}
            onChange={(on) => {
                const index = lines.indexOf(row);
                if (shift.current && on && anchor.current >= 0) chooseTo(index);
                else choose(index, on);
            }}
        />
    );
    const rowProps = (row: Row<T>, index: number) => ({
        "data-index": index,
        "data-row": row.id,
        ref: virtual.measureElement,
        tabIndex: index === active ? 0 : -1,
        onFocus: () => setActive(index),
        onClickCapture: (event: MouseEvent) => {
            shift.current = event.shiftKey;
        },
        onClick: (event: MouseEvent) => {
            // A menu or dialog of the row lies elsewhere in the page, but its clicks come by here.
            const within = event.target instanceof Node && event.currentTarget.contains(event.target);
            if (within && !isControl(event.target) && rowTo !== undefined) {
                if (event.metaKey || event.ctrlKey) window.open(rowTo(row.original));
                else goTo(row);
            }
        },
    });
    const foot = (
        <p role="status" className="text-ink-3 px-3 py-2 text-xs empty:hidden">
            {loadingMore ? "Reading more…" : ""}
        </p>
    );

    if (phone) {
        const main = shown.find((column) => column.main === true) ?? shown[0];
        const others = shown.filter((column) => column !== main && column.notOnCard !== true);
        return (
            <div ref={place}>
                <ul aria-label={label} style={{ height: virtual.getTotalSize() }} className="relative">
                    {items.map(({ index, start }) => {
                        const row = lines[index];
                        if (row === undefined) return null;
                        return (
                            // The card is a larger target for the link in it.

                            <li
                                key={row.id}
                                {...rowProps(row, index)}
                                className="absolute inset-x-0 pb-2.5"
                                style={{ transform: `translateY(${start - top}px)` }}
                            >
                                <div className="bg-surface border-line shadow-card rounded-lg border p-3.5">
                                    <div className="flex items-start justify-between gap-3">
                                        <div className="min-w-0 flex-1 font-medium">
                                            {main !== undefined && <Cell row={row.original} column={main} />}
                                        </div>
                                        {selection !== undefined && chooser(row)}
                                    </div>
                                    <dl className="mt-2 grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-1.5 text-sm">
                                        {others.map((column) => (
                                            <div
                                                key={column.id}
                                                className="col-span-2 grid grid-cols-subgrid"
                                            >
                                                <dt className="text-ink-3">{column.header}</dt>
                                                <dd className="min-w-0">
                                                    <Cell row={row.original} column={column} />
                                                </dd>
                                            </div>
                                        ))}
                                    </dl>
                                </div>
                            </li>
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
                            <tr
                                key={row.id}
                                {...rowProps(row, index)}
                                aria-rowindex={index + 2}
                                {...(selection === undefined ? {} : { "aria-selected": row.getIsSelected() })}
                                className={cx(
                                    "group hover:bg-hover aria-selected:bg-accent-soft -outline-offset-2",
                                    rowTo !== undefined && "cursor-pointer",
                                )}
                            >
                                {selection !== undefined && <td className={cellClass}>{chooser(row)}</td>}
                                {shown.map((column) => (
                                    <td
                                        key={column.id}
                                        className={cx(
                                            cellClass,
                                            column.align === "end" && "text-right",
                                            column.from !== undefined && FROM[column.from],
                                        )}
                                    >
                                        <Cell row={row.original} column={column} />
                                    </td>
                                ))}
                            </tr>
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

/** Scrolling draws the table anew at every step: what a cell shows is not made again for the same row. */
const Cell = memo(function Cell({ row, column }: { row: unknown; column: DataColumn<unknown> }) {
    return <>{column.cell(row)}</>;
}) as <T>(props: { row: T; column: DataColumn<T> }) => ReactNode;

const headClass =
    "bg-surface border-line text-ink-3 sticky top-0 z-10 h-9 border-b px-3 text-left text-xs font-medium whitespace-nowrap last:rounded-tr-lg first:rounded-tl-lg";
const cellClass = "border-line h-11 truncate border-b px-3 py-1.5 group-last:border-b-0";

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

const isControl = (target: EventTarget): boolean =>
    target instanceof Element && target.closest("a, button, input, label, select, [role=dialog]") !== null;

const inTable = (place: HTMLElement | null): boolean =>
    document.activeElement?.matches("[data-index]") === true &&
    place?.contains(document.activeElement) === true;
