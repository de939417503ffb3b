/** The document as fields to read and to search. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";

import { relationsQuery } from "~/api/inventory";
import { useSearchPatch } from "~/app/url-state";
import { readable } from "~/lib/kinds";
import { paths, type ResourceRef } from "~/lib/paths";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { SearchInput } from "~/ui/search-input";
import { UnknownBadge } from "~/ui/unknown-badge";

import { causeText, type Document, isSeen } from "./document";
import { FieldTree, type LinkOf } from "./field-tree";
import { narrow, wordsOf } from "./fields";

const route = getRouteApi("/house/w/$workspace/inventory/resource");

interface Props {
    workspace: string;
    place: ResourceRef;
    document: Document;
}

export function FieldsTab({ workspace, place, document }: Props) {
    const { q = "" } = route.useSearch();
    const patch = useSearchPatch();
    const relations = useQuery(relationsQuery(workspace, place)).data;
    const words = useMemo(() => wordsOf(q), [q]);
    const searching = words.length > 0;
    const linkOf = useMemo<LinkOf>(() => {
        const byId = new Map<string, string>();
        const byPath = new Map<string, string>();
        for (const other of relations?.refers_to ?? []) {
            const to = paths.resource(workspace, other);
            // An id that is a mere word could stand for anything: only its path is sure.
            if (/\d/.test(other.id) && other.id.length >= 8) byId.set(other.id, to);
            byPath.set(other.by, to);
        }
        // While searching, items of lists have other places.
        return (path, text) => byId.get(text) ?? (searching ? undefined : byPath.get(path));
    }, [relations, workspace, searching]);
    const data = narrow("", document.data, words);
    const parts = document.parts.flatMap((part) => {
        if (part.state !== "present")
            return searching && !words.every((word) => `${part.name} ${part.state}`.includes(word))
                ? []
                : [part];
        const value = narrow(part.name, part.value, words);
        return value === undefined && searching ? [] : [{ ...part, value }];
    });
    const nothing = data === undefined && parts.length === 0;
    return (
        <>
            <div className="mb-3">
                <SearchInput
                    label="Search the fields"
                    placeholder="Search names and values"
                    value={q}
                    onChange={(text) => patch({ q: text.trim() === "" ? undefined : text })}
                />
            </div>
            {searching && nothing && (
                <Card className="text-ink-2 flex flex-wrap items-center justify-between gap-3 text-sm">
                    <p role="status">No field of what was seen fits &ldquo;{q}&rdquo;.</p>
                    <Button size="sm" onClick={() => patch({ q: undefined })}>
                        Clear the search
                    </Button>
                </Card>
            )}
            {data !== undefined && (
                <Card className="mb-4">
                    <FieldTree name="data" path="data" value={data} linkOf={linkOf} unfolded={searching} />
                </Card>
            )}
            {parts.length > 0 && (
                <>
                    <h2 className="mb-2 text-base font-semibold">Parts</h2>
                    <Card flush className="divide-line divide-y">
                        {parts.map((part) => (
                            <section key={part.name} aria-label={readable(part.name)} className="p-4">
                                <h3 className="mb-1 flex flex-wrap items-baseline gap-x-2 text-sm font-medium">
                                    {readable(part.name)}
                                    <span className="text-ink-3 font-mono text-2xs font-normal">
                                        {part.name}
                                    </span>
                                </h3>
                                {part.state === "present" ? (
                                    <FieldTree
                                        name={part.name}
                                        path={`parts.${part.name}.value`}
                                        value={part.value}
                                        linkOf={linkOf}
                                        unfolded={searching}
                                    />
                                ) : isSeen(part) ? (
                                    <p className="text-ink-3 text-sm">None: AWS says that there is none.</p>
                                ) : (
                                    <UnknownBadge
                                        because={
                                            part.cause === null
                                                ? "nobody asked for it"
                                                : causeText(part.cause)
                                        }
                                    >
                                        {readable(part.state)}
                                    </UnknownBadge>
                                )}
                            </section>
                        ))}
                    </Card>
                </>
            )}
        </>
    );
}
