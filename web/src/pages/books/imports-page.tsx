/** The bank files that were read: what became of each. A new one is chosen, or dropped anywhere here. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { FileInput } from "lucide-react";
import { type DragEvent, useMemo, useState } from "react";

import { type LedgerAccount, ledgerAccountsQuery } from "~/api/books";
import { type BankImport, importsQuery, type ImportState } from "~/api/imports";
import { useRows } from "~/api/pages";
import { useWorkspace } from "~/app/current";
import { useSearchPatch } from "~/app/url-state";
import { cx } from "~/lib/cx";
import { number } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { type DataColumn, DataTable } from "~/ui/data-table";
import { EmptyState } from "~/ui/empty-state";
import { BareLink } from "~/ui/link";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { Time } from "~/ui/time";

import { byNo } from "./account-tree";
import { ImportFileDialog } from "./import-file-dialog";
import { FORMAT_WORDS, STATE_WORDS } from "./import-words";
import { mayImport } from "./roles";
import { useActors } from "./use-transactions";

const route = getRouteApi("/house/w/$workspace/books/imports");
const NONE: readonly LedgerAccount[] = [];

export function ImportsPage() {
    const { workspace } = route.useParams();
    const { new: choosing, account } = route.useSearch();
    const patch = useSearchPatch();
    const reason = mayImport(useWorkspace()?.role);
    const list = useQuery(ledgerAccountsQuery(workspace)).data?.items ?? NONE;
    const accounts = useMemo(() => byNo(list), [list]);
    const actor = useActors(workspace);
    const query = useInfiniteQuery(importsQuery(workspace));
    const { rows, more, loadingMore } = useRows(query);
    const [dropped, setDropped] = useState<File | null>(null);
    const [over, setOver] = useState(false);
    const open = (file: File | null): void => {
        setDropped(file);
        patch({ new: true }, { push: true });
    };
    const columns = useMemo(() => columnsOf(workspace, accounts, actor), [workspace, accounts, actor]);
    const button = (
        <Button
            kind="primary"
            icon={<FileInput aria-hidden size={15} />}
            disabledReason={reason}
            onClick={() => open(null)}
        >
            Import a bank file
        </Button>
    );
    return (
        <div
            onDragOver={(event: DragEvent) => {
                if (reason !== undefined || !event.dataTransfer.types.includes("Files")) return;
                event.preventDefault();
                setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={(event: DragEvent) => {
                setOver(false);
                const file = event.dataTransfer.files[0];
                if (reason !== undefined || file === undefined) return;
                event.preventDefault();
                open(file);
            }}
            className={cx("min-h-96 rounded-lg", over && "outline-accent outline-2 outline-dashed")}
        >
            <PageHeader
                title="Imports"
                about="Files of your banks: read, looked at line by line, brought in and taken back as a whole."
                actions={rows?.length === 0 ? undefined : button}
            />
            <QueryView query={{ ...query, data: rows }} what="The imports">
                {(all) =>
                    all.length === 0 ? (
                        <EmptyState
                            icon={<FileInput aria-hidden size={18} />}
                            title="No file was imported yet"
                            action={button}
                        >
                            Export one from your bank (OFX, QIF, CAMT, MT940 or CSV) and drop it here.
                        </EmptyState>
                    ) : (
                        <DataTable
                            label="Imports"
                            columns={columns}
                            rows={all}
                            rowId={({ id }) => id}
                            rowTo={({ id }) => paths.import(workspace, id)}
                            more={more}
                            loadingMore={loadingMore}
                        />
                    )
                }
            </QueryView>
            <ImportFileDialog
                workspace={workspace}
                open={choosing === true && reason === undefined}
                onClose={() => {
                    setDropped(null);
                    patch({ new: undefined, account: undefined });
                }}
                accounts={list}
                dropped={dropped}
                account={account}
            />
        </div>
    );
}

const TONE = { preview: "accent", committed: "good", undone: "plain" } as const;
export const ImportStateBadge = ({ state }: { state: ImportState }) => (
    <Badge tone={TONE[state]}>{STATE_WORDS[state]}</Badge>
);

const columnsOf = (
    workspace: string,
    accounts: ReadonlyMap<number, LedgerAccount>,
    actor: (actor: string) => string,
): DataColumn<BankImport>[] => [
    {
        id: "file",
        header: "File",
        main: true,
        cell: ({ id, name, format }) => (
            <BareLink to={paths.import(workspace, id)} className="font-medium hover:underline" title={name}>
                {name}
                <span className="text-ink-3 font-normal"> · {FORMAT_WORDS[format] ?? format}</span>
            </BareLink>
        ),
    },
    {
        id: "account",
        header: "Account",
        width: "20%",
        cell: ({ account }) => (
            <span className="text-ink-2">{accounts.get(account)?.full_name ?? `Account ${account}`}</span>
        ),
    },
    { id: "at", header: "Read", width: "9rem", from: "md", cell: ({ at }) => <Time at={at} /> },
    {
        id: "by",
        header: "By",
        width: "11%",
        from: "lg",
        cell: (one) => <span className="text-ink-2">{actor(one.actor)}</span>,
    },
    {
        id: "state",
        header: "State",
        width: "8.5rem",
        cell: ({ state }) => <ImportStateBadge state={state} />,
    },
    { id: "lines", header: "Lines", width: "5rem", align: "end", cell: ({ lines }) => number(lines) },
    {
        id: "posted",
        header: "Posted",
        width: "5.5rem",
        align: "end",
        cell: ({ posted, state }) =>
            state === "preview" ? <span className="text-ink-3">–</span> : number(posted),
    },
];
