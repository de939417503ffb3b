/** One transaction beside the register: all of it, its history, and what can be done with it. The address says which. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { type LedgerAccount, type TransactionBody, transactionQuery } from "~/api/books";
import { Alert } from "~/ui/alert";
import { Drawer } from "~/ui/drawer";
import { QueryView } from "~/ui/query-view";
import { toast } from "~/ui/toast";

import { editedOf, emptyEdited } from "./split-body";
import { TransactionBodyView } from "./transaction-body";
import { TransactionForm } from "./transaction-form";
import type { Transactions } from "./use-transactions";

interface Props {
    workspace: string;
    /** Which; "new" is one that is being written; undefined: closed. */
    no: number | "new" | undefined;
    list: readonly LedgerAccount[];
    accounts: ReadonlyMap<number, LedgerAccount>;
    currency: string;
    doing: Transactions;
    /** Why nothing can be changed. */
    reason: string | undefined;
    onClose: () => void;
    onOpen: (no: number) => void;
}

/** An adjustment that is being written, and of what. */
export interface Adjusting {
    body: TransactionBody;
    of: number;
}

export function TransactionDrawer(props: Props) {
    const { no, onClose } = props;
    return (
        <Drawer
            open={no !== undefined}
            onOpenChange={(open) => {
                if (!open) onClose();
            }}
            title={no === "new" ? "Write a transaction" : `Transaction ${no ?? ""}`}
        >
            {no === "new" ? (
                props.reason === undefined ? (
                    <New {...props} />
                ) : (
                    <Alert tone="info">{props.reason}</Alert>
                )
            ) : (
                no !== undefined && <One key={no} {...props} no={no} />
            )}
        </Drawer>
    );
}

function New({ workspace, list, accounts, currency, doing, onClose }: Props) {
    const [initial] = useState(() => emptyEdited(currency));
    return (
        <TransactionForm
            workspace={workspace}
            list={list}
            accounts={accounts}
            currency={currency}
            initial={initial}
            exchange={undefined}
            label="Write a transaction"
            saveLabel="Save the transaction"
            save={async (body) => {
                const made = await doing.post(body);
                onClose();
                toast("Saved.", { undo: () => void doing.undo(made) });
            }}
        />
    );
}

function One(props: Props & { no: number }) {
    const { workspace, no, list, accounts, currency, doing, onOpen } = props;
    const query = useQuery(transactionQuery(workspace, no));
    const [adjusting, setAdjusting] = useState<Adjusting | null>(null);
    if (adjusting !== null) {
        return (
            <TransactionForm
                workspace={workspace}
                list={list}
                accounts={accounts}
                currency={currency}
                initial={editedOf(adjusting.body)}
                exchange={undefined}
                label="Write an adjustment"
                saveLabel="Post the adjustment"
                above={
                    <Alert tone="info">
                        The period of transaction {adjusting.of} is closed. This posts the difference on an
                        open day; the transaction itself stays as it is.
                    </Alert>
                }
                save={async (body) => {
                    const made = await doing.post(body);
                    toast("The adjustment is posted.", { undo: () => void doing.undo(made) });
                    onOpen(made.no);
                }}
            />
        );
    }
    return (
        <QueryView query={query} what="This transaction">
            {(history) => <TransactionBodyView {...props} history={history} onAdjust={setAdjusting} />}
        </QueryView>
    );
}
