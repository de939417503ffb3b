/** The rules that say what a movement is for, in the order in which they are asked. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ListFilter, Plus } from "lucide-react";
import { useMemo, useState } from "react";

import { bookQuery, type LedgerAccount, ledgerAccountsQuery } from "~/api/books";
import { definitionsQuery, type Rule } from "~/api/definitions";
import { useWorkspace } from "~/app/current";
import { useShortcuts } from "~/app/shortcuts";
import { useSearchPatch } from "~/app/url-state";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Drawer } from "~/ui/drawer";
import { EmptyState } from "~/ui/empty-state";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";

import { byNo } from "./account-tree";
import { mayWrite } from "./roles";
import { emptyRule, moved, typedOf } from "./rule-body";
import { RuleForm } from "./rule-form";
import { RulesList } from "./rules-list";
import { useDefining } from "./use-definitions";

const route = getRouteApi("/house/w/$workspace/books/rules");
const NONE: readonly LedgerAccount[] = [];

export function RulesPage() {
    const { workspace } = route.useParams();
    const { new: making, edit, payee, words, account, category } = route.useSearch();
    const patch = useSearchPatch();
    const client = useQueryClient();
    const reason = mayWrite(useWorkspace()?.role);
    const currency = useQuery(bookQuery(workspace)).data?.currency ?? "EUR";
    const accountsQuery = useQuery(ledgerAccountsQuery(workspace));
    const list = accountsQuery.data?.items ?? NONE;
    const accounts = useMemo(() => byNo(list), [list]);
    const definitions = definitionsQuery(workspace, "rules");
    const query = useQuery(definitions);
    const doing = useDefining(workspace, "rules");
    const [busy, setBusy] = useState(false);
    const make = (): void => patch({ new: true }, { push: true });
    useShortcuts([
        {
            keys: "a u",
            label: "Add a rule",
            group: "Books",
            run: make,
            onlyWhen: () => reason === undefined,
        },
    ]);
    const close = (): void =>
        patch({
            new: undefined,
            edit: undefined,
            payee: undefined,
            words: undefined,
            account: undefined,
            category: undefined,
        });
    const move = async (all: readonly Rule[], id: string, to: number): Promise<void> => {
        if (busy) return;
        setBusy(true);
        const { order, changed } = moved(all, id, to);
        // Where it is now is shown at once; the program's answer follows.
        client.setQueryData(definitions.queryKey, {
            items: order.map((one, place) => ({ ...one, place })),
        });
        try {
            for (const { one, place } of changed) await doing.put(one, one.body, place);
        } catch (error) {
            doing.bad(error);
        } finally {
            await client.invalidateQueries({ queryKey: definitions.queryKey });
            setBusy(false);
        }
    };
    const button = (
        <Button kind="primary" icon={<Plus aria-hidden size={15} />} disabledReason={reason} onClick={make}>
            Add a rule
        </Button>
    );
    const items = query.data?.items;
    const edited = items?.find(({ id }) => id === edit);
    const last = Math.max(-1, ...(items ?? []).map(({ place }) => place));
    return (
        <>
            <PageHeader
                title="Rules"
                about="What a movement is for. They are asked in this order when a bank file is read; the first that holds decides."
                actions={items?.length === 0 ? undefined : button}
            />
            <QueryView query={query} what="The rules">
                {({ items: all }) =>
                    all.length === 0 ? (
                        <EmptyState
                            icon={<ListFilter aria-hidden size={18} />}
                            title="There is no rule yet"
                            action={button}
                        >
                            A rule puts lines of bank files into categories: “where the payee contains GitHub,
                            it is Software”.
                        </EmptyState>
                    ) : (
                        <>
                            <RulesList
                                workspace={workspace}
                                rules={all}
                                accounts={accounts}
                                reason={reason}
                                onMove={(id, to) => void move(all, id, to)}
                                onRemove={(rule) => void doing.remove(rule, "Removed. What it set stays.")}
                            />
                            <p className="text-ink-3 mt-2 text-xs phone:hidden">
                                Drag a rule, or move it by Alt and the arrow keys.
                            </p>
                        </>
                    )
                }
            </QueryView>
            <Drawer
                open={accountsQuery.data !== undefined && (making === true || edited !== undefined)}
                onOpenChange={(open) => {
                    if (!open) close();
                }}
                title={edited === undefined ? "A new rule" : edited.body.name}
            >
                {reason !== undefined ? (
                    <Alert tone="info">{reason}</Alert>
                ) : edited !== undefined ? (
                    <RuleForm
                        key={edited.id}
                        version={edited.version}
                        workspace={workspace}
                        list={list}
                        accounts={accounts}
                        currency={currency}
                        initial={typedOf(edited.body, currency)}
                        label="Change the rule"
                        saveLabel="Save the rule"
                        reason={reason}
                        save={async (body) => {
                            await doing.change(edited, body, "The rule is saved.");
                            close();
                        }}
                    />
                ) : (
                    <RuleForm
                        workspace={workspace}
                        list={list}
                        accounts={accounts}
                        currency={currency}
                        initial={emptyRule(currency, {
                            ...(payee === undefined ? {} : { payee }),
                            ...(words === undefined ? {} : { words }),
                            ...(account === undefined ? {} : { account }),
                            ...(category === undefined ? {} : { category }),
                        })}
                        label="Make a rule"
                        saveLabel="Save the rule"
                        reason={reason}
                        save={async (body) => {
                            await doing.add(body, "The rule is there.", last + 1);
                            close();
                        }}
                    />
                )}
            </Drawer>
        </>
    );
}
