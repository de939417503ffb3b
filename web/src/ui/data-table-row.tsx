/** One row of a table of any length. Scrolling draws the table anew at every step; a row is drawn again only if something of it changed. */
import type { Row } from "@tanstack/react-table";
import { memo, type MouseEvent, type ReactNode } from "react";

import { cx } from "~/lib/cx";

import { Checkbox } from "./checkbox";
import type { DataColumn } from "./data-table";

/** What can be done with a row. The same object as long as nothing of it changes. */
export interface RowActs<T> {
    /** Where a row leads; undefined where rows lead nowhere. */
    to: ((row: T) => string) | undefined;
    open: (row: Row<T>) => void;
    focus: (index: number) => void;
    /** Chooses a row, or with `range` those from the last that was chosen up to it; undefined where nothing is chosen. */
    choose: ((index: number, on: boolean, range: boolean) => void) | undefined;
    /** What a row is called when it is chosen. */
    name: (row: Row<T>) => string;
    measure: (element: Element | null) => void;
}

interface Props<T> {
    row: Row<T>;
    index: number;
    /** It is where j and k are. */
    active: boolean;
    selected: boolean;
    shown: readonly DataColumn<T>[];
    acts: RowActs<T>;
}

export const FROM = { md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" };
const cellClass = "border-line h-11 truncate border-b px-3 py-1.5 group-last:border-b-0";

export const TableRow = memo(function TableRow(props: Props<unknown>) {
    const { row, index, selected, shown, acts } = props;
    return (
        <tr
            {...rowProps(props)}
            aria-rowindex={index + 2}
            {...(acts.choose === undefined ? {} : { "aria-selected": selected })}
            className={cx(
                "group hover:bg-hover aria-selected:bg-accent-soft -outline-offset-2",
                acts.to !== undefined && "cursor-pointer",
            )}
        >
            {acts.choose !== undefined && (
                <td className={cellClass}>
                    <Chooser {...props} />
                </td>
            )}
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
}) as <T>(props: Props<T>) => ReactNode;

/** The row as a card, for a phone, `offset` pixels below the beginning of the list. */
export const CardRow = memo(function CardRow(props: Props<unknown> & { offset: number }) {
    const { row, shown, acts, offset } = props;
    const main = shown.find((column) => column.main === true) ?? shown[0];
    const others = shown.filter((column) => column !== main && column.notOnCard !== true);
    return (
        // The card is a larger target for the link in it.
        <li
            {...rowProps(props)}
            className="absolute inset-x-0 pb-2.5"
            style={{ transform: `translateY(${offset}px)` }}
        >
            <div className="bg-surface border-line shadow-card rounded-lg border p-3.5">
                <div className="flex items-start justify-between gap-3">
                    <div className="min-w-0 flex-1 font-medium">
                        {main !== undefined && <Cell row={row.original} column={main} />}
                    </div>
                    {acts.choose !== undefined && <Chooser {...props} />}
                </div>
                <dl className="mt-2 grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-1.5 text-sm">
                    {others.map((column) => (
                        <div key={column.id} className="col-span-2 grid grid-cols-subgrid">
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
}) as <T>(props: Props<T> & { offset: number }) => ReactNode;

/** What a cell shows is not made again for the same row, when only the row around it changes. */
const Cell = memo(function Cell({ row, column }: { row: unknown; column: DataColumn<unknown> }) {
    return <>{column.cell(row)}</>;
});

// Whether Shift was held at the last click: a checkbox does not tell.
let shift = false;

function Chooser({ row, index, selected, acts }: Props<unknown>) {
    return (
        <Checkbox
            hideLabel
            label={`Choose ${acts.name(row)}`}
            checked={selected}
            onChange={(on) => acts.choose?.(index, on, shift && on)}
        />
    );
}

function rowProps({ row, index, active, acts }: Props<unknown>) {
    return {
        "data-index": index,
        "data-row": row.id,
        ref: acts.measure,
        tabIndex: active ? 0 : -1,
        onFocus: () => acts.focus(index),
        onClickCapture: (event: MouseEvent) => {
            shift = event.shiftKey;
        },
        onClick: (event: MouseEvent) => {
            // A menu or dialog of the row lies elsewhere in the page, but its clicks come by here.
            const within = event.target instanceof Node && event.currentTarget.contains(event.target);
            if (!within || isControl(event.target) || acts.to === undefined) return;
            if (event.metaKey || event.ctrlKey) window.open(acts.to(row.original));
            else acts.open(row);
        },
    };
}

const isControl = (target: EventTarget): boolean =>
    target instanceof Element && target.closest("a, button, input, label, select, [role=dialog]") !== null;
