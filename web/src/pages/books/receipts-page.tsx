/** The receipts: dropped, pasted or taken by the camera, then read, and given to their transactions by people. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Receipt as ReceiptIcon } from "lucide-react";
import { useCallback, useMemo } from "react";

import { useRows } from "~/api/pages";
import { receiptsQuery } from "~/api/receipts";
import { useWorkspace } from "~/app/current";
import { useSearchPatch } from "~/app/url-state";
import { plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { DataTable } from "~/ui/data-table";
import { EmptyState } from "~/ui/empty-state";
import { FilterBar } from "~/ui/filter-bar";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { Segments } from "~/ui/segments";
import { toast } from "~/ui/toast";

import { receiptColumns } from "./receipt-columns";
import { ReceiptDrop } from "./receipt-drop";
import { RefusedFiles } from "./refused-files";
import { titleOfReceipt } from "./receipt-words";
import { mayKeep } from "./roles";
import { useKeepReceipts } from "./use-keep-receipts";

const route = getRouteApi("/house/w/$workspace/books/receipts");

export function ReceiptsPage() {
    const { workspace } = route.useParams();
    const { show, state } = route.useSearch();
    const patch = useSearchPatch();
    const navigate = useNavigate();
    const reason = mayKeep(useWorkspace()?.role);
    const query = useInfiniteQuery(
        receiptsQuery(workspace, {
            ...(state === undefined ? {} : { state }),
            ...(show === undefined ? {} : { attached: show === "attached" }),
        }),
    );
    const { rows, more, loadingMore } = useRows(query);
    const { busy, refused, take } = useKeepReceipts(workspace);
    const keep = useCallback(
        (files: readonly File[]): void => {
            void take(files).then((kept) => {
                const [only] = kept;
                if (only === undefined) return;
                if (kept.length === 1 && files.length === 1)
                    void navigate({ href: paths.receipt(workspace, only.id) });
                else toast(`${plural(kept.length, "receipt")} kept. They are being read.`);
            });
        },
        [take, navigate, workspace],
    );
    const columns = useMemo(() => receiptColumns(workspace), [workspace]);
    const filtered = show !== undefined || state !== undefined;
    return (
        <>
            <PageHeader
                title="Receipts"
                about="Invoices and receipts, read for you. What they become is decided by you: nothing is posted by itself."
            />
            <div className="mb-5 flex flex-col gap-3">
                <ReceiptDrop
                    label="Drop PDFs or pictures here, or paste a picture. They are kept privately and read at once."
                    reason={reason}
                    busy={busy}
                    onFiles={keep}
                    takesPaste
                />
                <RefusedFiles refused={refused} />
            </div>
            <QueryView query={{ ...query, data: rows }} what="The receipts">
                {(all) => (
                    <>
                        {(all.length > 0 || filtered) && (
                            <FilterBar
                                count={`${plural(all.length, "receipt")}${more === undefined ? "" : " so far"}`}
                            >
                                <Segments
                                    label="Receipts that are"
                                    value={show ?? "all"}
                                    onChange={(value) =>
                                        patch(
                                            { show: value === "all" ? undefined : value, state: undefined },
                                            { push: true },
                                        )
                                    }
                                    choices={[
                                        { value: "all", label: "All" },
                                        { value: "free", label: "Without a transaction" },
                                        { value: "attached", label: "With one" },
                                    ]}
                                />
                            </FilterBar>
                        )}
                        {all.length === 0 ? (
                            <EmptyState
                                icon={<ReceiptIcon aria-hidden size={18} />}
                                title={filtered ? "No receipt fits" : "There is no receipt yet"}
                                {...(filtered
                                    ? {
                                          action: (
                                              <Button
                                                  onClick={() => patch({ show: undefined, state: undefined })}
                                              >
                                                  Show all receipts
                                              </Button>
                                          ),
                                      }
                                    : {})}
                            >
                                {filtered
                                    ? undefined
                                    : "Drop the invoice of AWS as it came by mail: payee, day, total and tax are read, and the transaction that it belongs to is found."}
                            </EmptyState>
                        ) : (
                            <DataTable
                                label="Receipts"
                                columns={columns}
                                rows={all}
                                rowId={({ id }) => id}
                                rowTo={({ id }) => paths.receipt(workspace, id)}
                                rowLabel={titleOfReceipt}
                                more={more}
                                loadingMore={loadingMore}
                            />
                        )}
                    </>
                )}
            </QueryView>
        </>
    );
}
