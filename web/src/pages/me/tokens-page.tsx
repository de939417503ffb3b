/** One's API tokens: for programs that act for one. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";

import { fleetQuery } from "~/api/fleet";
import type { Schema } from "~/api/types";
import { tokensQuery } from "~/api/tokens";
import { readSort, useSearchPatch, writeSort } from "~/app/url-state";
import { outside } from "~/lib/paths";
import { Button } from "~/ui/button";
import { DataTable } from "~/ui/data-table";
import { EmptyState } from "~/ui/empty-state";
import { OutLink } from "~/ui/link";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";

import { MadeToken } from "./made-token";
import { NewTokenDialog } from "./new-token-dialog";
import { tokenColumns } from "./token-columns";

const route = getRouteApi("/house/me/tokens");

export function TokensPage() {
    const { new: making = false, sort } = route.useSearch();
    const patch = useSearchPatch();
    const query = useQuery(tokensQuery());
    const fleet = useQuery(fleetQuery());
    const [made, setMade] = useState<Schema<"NewTokenView"> | null>(null);
    const nameOf = (workspace: string): string | undefined =>
        fleet.data?.items.find((item) => item.workspace.id === workspace)?.workspace.name;
    const makeButton = (
        <Button
            kind="primary"
            icon={<Plus aria-hidden size={15} />}
            onClick={() => patch({ new: true }, { push: true })}
        >
            Make a token
        </Button>
    );
    return (
        <>
            <PageHeader
                title="API tokens"
                about={
                    <>
                        For programs that act for you. A token never may more than you.{" "}
                        <OutLink href={outside.docs()}>What the API can do</OutLink>
                    </>
                }
                actions={makeButton}
            />
            {made !== null && <MadeToken made={made} onKept={() => setMade(null)} />}
            <QueryView query={query} what="Your tokens">
                {({ items }) =>
                    items.length === 0 ? (
                        <EmptyState
                            icon={<KeyRound aria-hidden size={18} />}
                            title="No token yet"
                            action={makeButton}
                        >
                            With one, a script can read findings, ask for a run or mute, without your
                            password.
                        </EmptyState>
                    ) : (
                        <DataTable
                            label="API tokens"
                            columns={tokenColumns(nameOf)}
                            rows={items}
                            rowId={({ id }) => id}
                            rowLabel={({ name }) => name}
                            sort={readSort(sort)}
                            onSort={(next) => patch({ sort: writeSort(next) })}
                        />
                    )
                }
            </QueryView>
            <NewTokenDialog
                open={making}
                onOpenChange={(open) => patch({ new: open ? true : undefined })}
                fleet={fleet}
                onMade={setMade}
            />
        </>
    );
}
