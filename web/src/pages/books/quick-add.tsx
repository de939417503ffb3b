/** Adding as quickly as into a notebook: Enter saves, and the form is ready for the next one. */
import { useQuery } from "@tanstack/react-query";

import { bookQuery, ledgerAccountsQuery } from "~/api/books";
import { Dialog } from "~/ui/dialog";
import { QueryView } from "~/ui/query-view";

import type { Mode } from "./books-search";
import { QuickAddForm } from "./quick-add-form";

interface Props {
    workspace: string;
    /** undefined: closed. */
    mode: Mode | undefined;
    onMode: (mode: Mode) => void;
    onClose: () => void;
}

export function QuickAdd({ workspace, mode, onMode, onClose }: Props) {
    return (
        <Dialog
            open={mode !== undefined}
            onOpenChange={(open) => {
                if (!open) onClose();
            }}
            title="Add a transaction"
        >
            {mode !== undefined && (
                <Inside workspace={workspace} mode={mode} onMode={onMode} onClose={onClose} />
            )}
        </Dialog>
    );
}

function Inside({ workspace, mode, onMode, onClose }: Omit<Props, "mode"> & { mode: Mode }) {
    const book = useQuery(bookQuery(workspace)).data;
    const accounts = useQuery(ledgerAccountsQuery(workspace));
    return (
        <QueryView query={accounts} what="The accounts">
            {({ items }) => (
                <QuickAddForm
                    workspace={workspace}
                    accounts={items}
                    currency={book?.currency ?? "EUR"}
                    closedUntil={book?.closed_until ?? null}
                    mode={mode}
                    onMode={onMode}
                    onClose={onClose}
                />
            )}
        </QueryView>
    );
}
