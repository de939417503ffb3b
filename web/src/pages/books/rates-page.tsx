/** The exchange rates that people have stated, each with its day and its source. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ArrowRightLeft, Plus, Trash2 } from "lucide-react";
import { useMemo } from "react";

import { bookQuery } from "~/api/books";
import { definitionsQuery, type Rate } from "~/api/definitions";
import { useWorkspace } from "~/app/current";
import { useShortcuts } from "~/app/shortcuts";
import { readSort, useSearchPatch, writeSort } from "~/app/url-state";
import { plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { type DataColumn, DataTable } from "~/ui/data-table";
import { EmptyState } from "~/ui/empty-state";
import { FilterBar } from "~/ui/filter-bar";
import { IconButton } from "~/ui/icon-button";
import { BareLink } from "~/ui/link";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { SearchInput } from "~/ui/search-input";

import { dayWords, today } from "./days";
import { RateDialog } from "./rate-dialog";
import { mayWrite } from "./roles";
import { useDefining } from "./use-definitions";

const route = getRouteApi("/house/w/$workspace/books/rates");

export function RatesPage() {
    const { workspace } = route.useParams();
    const { new: making, edit, from, to, on, q = "", sort } = route.useSearch();
    const patch = useSearchPatch();
    const reason = mayWrite(useWorkspace()?.role);
    const book = useQuery(bookQuery(workspace));
    const own = book.data?.currency ?? "EUR";
    const query = useQuery(definitionsQuery(workspace, "rates"));
    const doing = useDefining(workspace, "rates");
    const make = (): void => patch({ new: true }, { push: true });
    const close = (): void =>
        patch({ new: undefined, edit: undefined, from: undefined, to: undefined, on: undefined });
    useShortcuts([
        {
            keys: "a x",
            label: "Add a rate",
            group: "Books",
            run: make,
            onlyWhen: () => reason === undefined,
        },
    ]);
    const columns = useMemo(
        () => columnsOf(workspace, reason, (rate) => void doing.remove(rate, "The rate is removed.")),
        [workspace, reason, doing],
    );
    const button = (
        <Button kind="primary" icon={<Plus aria-hidden size={15} />} disabledReason={reason} onClick={make}>
            Add a rate
        </Button>
    );
    const items = query.data?.items;
    const edited = items?.find(({ id }) => id === edit);
    return (
        <>
            <PageHeader
                title="Rates"
                about="What one currency is worth in another, by day. Where a report lacks one it says so, and never guesses."
                actions={items?.length === 0 ? undefined : button}
            />
            <QueryView query={query} what="The rates">
                {({ items: all }) => {
                    if (all.length === 0)
                        return (
                            <EmptyState
                                icon={<ArrowRightLeft aria-hidden size={18} />}
                                title="There is no rate yet"
                                action={button}
                            >
                                Reports in one currency need rates for the others: of a day, with their
                                source.
                            </EmptyState>
                        );
                    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
                    const found = all.filter(({ body }) =>
                        words.every((word) =>
                            `${body.from} ${body.to} ${body.source} ${body.date}`
                                .toLowerCase()
                                .includes(word),
                        ),
                    );
                    return (
                        <>
                            <FilterBar count={plural(found.length, "rate")}>
                                <SearchInput
                                    label="Search rates"
                                    value={q}
                                    onChange={(next) => patch({ q: next === "" ? undefined : next })}
                                />
                            </FilterBar>
                            {found.length === 0 ? (
                                <EmptyState
                                    icon={<ArrowRightLeft aria-hidden size={18} />}
                                    title="No rate fits"
                                    action={
                                        <Button onClick={() => patch({ q: undefined })}>
                                            Show all rates
                                        </Button>
                                    }
                                />
                            ) : (
                                <DataTable
                                    label="Rates"
                                    columns={columns}
                                    rows={found}
                                    rowId={({ id }) => id}
                                    rowTo={({ id }) => paths.rates(workspace, { edit: id })}
                                    onOpen={({ id }) => patch({ edit: id }, { push: true })}
                                    rowLabel={nameOf}
                                    sort={readSort(sort, { by: "date", order: "desc" })}
                                    onSort={(next) => patch({ sort: writeSort(next) })}
                                />
                            )}
                        </>
                    );
                }}
            </QueryView>
            {reason === undefined && book.data !== undefined && (
                <RateDialog
                    key={edited?.id ?? `new ${from ?? ""} ${to ?? ""}`}
                    version={edited?.version ?? 0}
                    open={making === true || edited !== undefined}
                    title={edited === undefined ? "A new rate" : nameOf(edited)}
                    initial={
                        edited?.body ?? {
                            from: from ?? "",
                            to: to ?? own,
                            date: on ?? today(),
                            rate: "",
                            source: "",
                        }
                    }
                    save={async (body) => {
                        if (edited === undefined) await doing.add(body, "The rate is there.");
                        else await doing.change(edited, body, "The rate is saved.");
                        close();
                    }}
                    onClose={close}
                />
            )}
        </>
    );
}

const nameOf = ({ body }: Rate): string => `${body.from} to ${body.to}, ${dayWords(body.date)}`;

const columnsOf = (
    workspace: string,
    reason: string | undefined,
    onRemove: (rate: Rate) => void,
): DataColumn<Rate>[] => [
    {
        id: "pair",
        header: "Currencies",
        main: true,
        sortBy: ({ body }) => `${body.from} ${body.to}`,
        cell: ({ id, body }) => (
            <BareLink to={paths.rates(workspace, { edit: id })} className="font-medium hover:underline">
                {body.from} → {body.to}
            </BareLink>
        ),
    },
    {
        id: "rate",
        header: "Rate",
        width: "14rem",
        align: "end",
        cell: ({ body }) => (
            <span className="tabular">
                1 {body.from} = {body.rate} {body.to}
            </span>
        ),
    },
    {
        id: "date",
        header: "Of the day",
        width: "8rem",
        sortBy: ({ body }) => body.date,
        cell: ({ body }) => <span className="tabular">{dayWords(body.date)}</span>,
    },
    {
        id: "source",
        header: "Source",
        width: "26%",
        sortBy: ({ body }) => body.source.toLowerCase(),
        cell: ({ body }) => <span className="text-ink-2">{body.source}</span>,
    },
    {
        id: "remove",
        header: "",
        width: "3.5rem",
        cell: (rate) => (
            <IconButton
                size="sm"
                label={`Remove ${nameOf(rate)}`}
                icon={<Trash2 aria-hidden size={14} />}
                disabledReason={reason}
                onClick={() => onRemove(rate)}
            />
        ),
    },
];
