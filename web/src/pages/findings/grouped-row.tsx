/** A finding within a group, and the line that says that more are coming, or why they are not. */
import type { Finding } from "~/api/types";
import { asProblem } from "~/api/problem";
import type { GroupBy } from "~/api/findings";
import { cx } from "~/lib/cx";
import { sentence } from "~/lib/format";
import { Button } from "~/ui/button";
import { Checkbox } from "~/ui/checkbox";
import type { DataColumn } from "~/ui/data-table";

import { resourceName } from "./finding-words";

const FROM = { md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" };

interface Props {
    finding: Finding;
    columns: readonly DataColumn<Finding>[];
    chosen: boolean;
    onChoose: (on: boolean) => void;
    onOpen: () => void;
    /** The column that all of the group have in common. */
    without: GroupBy;
}

const isControl = (target: EventTarget): boolean =>
    target instanceof Element && target.closest("a, button, input, label, [role=dialog]") !== null;

export function GroupedRow({ finding, columns, chosen, onChoose, onOpen, without }: Props) {
    const shown = columns.filter(({ id }) => id !== without);
    // The row is a larger target for the link in it.
    const target = {
        onClick: (event: React.MouseEvent) => {
            if (!isControl(event.target)) onOpen();
        },
    };
    return (
        <div
            {...target}
            className={cx(
                "hover:bg-hover border-line flex min-h-11 cursor-pointer items-center border-b pl-6 text-sm",
                "phone:bg-surface phone:ml-4 phone:flex-wrap phone:gap-y-1 phone:rounded-lg phone:border phone:p-3",
                chosen && "bg-accent-soft",
            )}
        >
            <span className="w-9 shrink-0 px-3 phone:px-0">
                <Checkbox
                    hideLabel
                    label={`Choose ${resourceName(finding)}: ${finding.title}`}
                    checked={chosen}
                    onChange={onChoose}
                />
            </span>
            {shown.map((column) => (
                <span
                    key={column.id}
                    style={column.width === undefined ? undefined : { width: column.width }}
                    className={cx(
                        "min-w-0 truncate px-3 py-1.5 phone:px-1",
                        column.main === true
                            ? "flex-1 phone:order-first phone:w-full! phone:flex-none"
                            : "shrink-0 phone:w-auto!",
                        column.align === "end" && "text-right",
                        column.from !== undefined && FROM[column.from],
                        column.notOnCard === true && "phone:hidden",
                    )}
                >
                    {column.cell(finding)}
                </span>
            ))}
        </div>
    );
}

interface Query {
    error: unknown;
    isFetching: boolean;
    refetch: () => unknown;
    fetchNextPage: () => unknown;
}

export function StateLine({ query, rows }: { query: Query; rows: readonly Finding[] | undefined }) {
    const failed = query.error !== null && !query.isFetching;
    return (
        <div
            role={failed ? "alert" : "status"}
            className="border-line flex min-h-11 items-center gap-3 border-b pl-9 text-sm"
        >
            {failed ? (
                <>
                    <span className="text-critical">
                        {rows === undefined ? "These findings" : "More findings"} cannot be shown.{" "}
                        {sentence(asProblem(query.error).detail)}.
                    </span>
                    <Button
                        size="sm"
                        onClick={() => {
                            if (rows === undefined) query.refetch();
                            else query.fetchNextPage();
                        }}
                    >
                        Try again
                    </Button>
                </>
            ) : (
                <span className="text-ink-3">
                    {rows?.length === 0 && !query.isFetching ? "None any more." : "Reading…"}
                </span>
            )}
        </div>
    );
}
