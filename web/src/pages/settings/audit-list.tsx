/** The entries of the audit log, as far as they are read. Filters look at those. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";

import { auditQuery } from "~/api/audit";
import { useRows } from "~/api/pages";
import { useSearchPatch } from "~/app/url-state";
import { number, plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { DataTable } from "~/ui/data-table";
import { Drawer } from "~/ui/drawer";
import { EmptyState } from "~/ui/empty-state";
import { Facets } from "~/ui/facets";
import { FilterBar } from "~/ui/filter-bar";
import { QueryView } from "~/ui/query-view";
import { SearchInput } from "~/ui/search-input";

import { auditColumns } from "./audit-columns";
import { AuditDetails } from "./audit-details";
import { actionWords, actorOf, filterEntries, type Names, tally } from "./audit-words";

const route = getRouteApi("/house/w/$workspace/settings/audit");

export function AuditList({ workspace, names }: { workspace: string; names: Names }) {
    const { q = "", actor = [], action = [], entry } = route.useSearch();
    const patch = useSearchPatch();
    const query = useInfiniteQuery(auditQuery(workspace));
    const { rows: loaded = [], more, loadingMore } = useRows(query);
    const rows = filterEntries(loaded, { q, actor, action }, names);
    const filtered = q !== "" || actor.length > 0 || action.length > 0;
    const clear = (): void => patch({ q: undefined, actor: undefined, action: undefined }, { push: true });
    const chip = (
        name: string,
        key: "actor" | "action",
        values: readonly string[],
        word: (value: string) => string,
    ) =>
        values.map((value) => ({
            name,
            value: word(value),
            onRemove: () => patch({ [key]: values.filter((one) => one !== value) }, { push: true }),
        }));
    const who = (value: string): string => {
        const { kind, text } = actorOf(value, names);
        return kind === "token" ? `${text}, by token` : text;
    };
    const readOn = more !== undefined && (
        <Button loading={loadingMore} onClick={more}>
            Read older entries
        </Button>
    );
    const soFar = more === undefined ? "" : " read so far";
    return (
        <>
            <QueryView query={query} what="The audit log">
                {() => (
                    <>
                        <FilterBar
                            chips={[
                                ...chip("Who", "actor", actor, who),
                                ...chip("What", "action", action, actionWords),
                            ]}
                            onClear={clear}
                            count={
                                filtered
                                    ? `${number(rows.length)} of ${plural(loaded.length, "entry", "entries")}${soFar}`
                                    : `${plural(loaded.length, "entry", "entries")}${soFar}`
                            }
                        >
                            <SearchInput
                                label="Search entries"
                                value={q}
                                onChange={(text) => patch({ q: text || undefined })}
                            />
                            <Facets
                                name="Who"
                                value={actor}
                                onChange={(value) => patch({ actor: value }, { push: true })}
                                choices={tally(loaded.map((one) => one.actor)).map(({ value, count }) => ({
                                    value,
                                    label: who(value),
                                    count,
                                }))}
                            />
                            <Facets
                                name="What"
                                value={action}
                                onChange={(value) => patch({ action: value }, { push: true })}
                                choices={tally(loaded.map((one) => one.action)).map(({ value, count }) => ({
                                    value,
                                    label: actionWords(value),
                                    count,
                                }))}
                            />
                        </FilterBar>
                        {rows.length === 0 ? (
                            <EmptyState
                                icon={<ScrollText aria-hidden size={18} />}
                                title={filtered ? `No entry${soFar} fits` : "No entry yet"}
                                action={
                                    <>
                                        {filtered && <Button onClick={clear}>Show all</Button>}
                                        {readOn}
                                    </>
                                }
                            />
                        ) : (
                            <DataTable
                                label="Audit log"
                                columns={auditColumns(names, (seq) => patch({ entry: seq }, { push: true }))}
                                rows={rows}
                                rowId={({ seq }) => String(seq)}
                                rowLabel={({ seq }) => `entry ${seq}`}
                                rowTo={({ seq }) => paths.audit(workspace, { q, actor, action, entry: seq })}
                                onOpen={({ seq }) => patch({ entry: seq }, { push: true })}
                                more={more}
                                loadingMore={loadingMore}
                            />
                        )}
                    </>
                )}
            </QueryView>
            <Drawer
                open={entry !== undefined}
                onOpenChange={(open) => (open ? undefined : patch({ entry: undefined }))}
                title={entry === undefined ? "Entry" : `Entry ${number(entry)}`}
            >
                {entry !== undefined && (
                    <AuditDetails
                        workspace={workspace}
                        entry={loaded.find(({ seq }) => seq === entry)}
                        names={names}
                        waiting={query.isPending}
                        readOn={readOn}
                    />
                )}
            </Drawer>
        </>
    );
}
