/** Around the pages of the books: opening them first, and adding from anywhere. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet } from "@tanstack/react-router";

import { bookQuery } from "~/api/books";
import { useWorkspace } from "~/app/current";
import { useShortcuts } from "~/app/shortcuts";
import { useSearchPatch } from "~/app/url-state";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";

import type { Mode } from "./books-search";
import { OpenBooks } from "./open-books";
import { QuickAdd } from "./quick-add";
import { mayWrite } from "./roles";

const route = getRouteApi("/house/w/$workspace/books");

export function BooksLayout() {
    const { workspace } = route.useParams();
    const query = useQuery(bookQuery(workspace));
    // The pages have heads of their own: only while there is no page, this one stands in for them.
    if (query.data?.opened == null) {
        return (
            <>
                <PageHeader title="Books" about="What comes in, what goes out, and what is there." />
                <QueryView query={query} what="The books">
                    {() => <OpenBooks workspace={workspace} />}
                </QueryView>
            </>
        );
    }
    return (
        <>
            <Outlet />
            <Adding workspace={workspace} />
        </>
    );
}

function Adding({ workspace }: { workspace: string }) {
    const { add } = route.useSearch();
    const patch = useSearchPatch();
    const reason = mayWrite(useWorkspace()?.role);
    const open = (mode: Mode): void => patch({ add: mode }, { push: true });
    const may = (): boolean => reason === undefined;
    useShortcuts([
        { keys: "n", label: "Add an expense", group: "Books", run: () => open("expense"), onlyWhen: may },
        { keys: "a i", label: "Add an income", group: "Books", run: () => open("income"), onlyWhen: may },
        { keys: "a t", label: "Add a transfer", group: "Books", run: () => open("transfer"), onlyWhen: may },
    ]);
    return (
        <QuickAdd
            workspace={workspace}
            mode={reason === undefined ? add : undefined}
            onMode={(mode) => patch({ add: mode })}
            onClose={() => patch({ add: undefined })}
        />
    );
}
