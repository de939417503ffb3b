/** One bank file: what each of its lines is and what becomes of it, brought in and taken back as a whole. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { FileInput, Trash2, Undo2 } from "lucide-react";
import { useCallback, useMemo, useState } from "react";

import { type LedgerAccount, ledgerAccountsQuery } from "~/api/books";
import { type Decision, type ImportPreview, importQuery, useImporting } from "~/api/imports";
import { asProblem } from "~/api/problem";
import { useWorkspace } from "~/app/current";
import { useSearchPatch } from "~/app/url-state";
import { number, plural, sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { ConfirmDialog } from "~/ui/confirm-dialog";
import { DataTable } from "~/ui/data-table";
import { EmptyState } from "~/ui/empty-state";
import { FilterBar } from "~/ui/filter-bar";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { SearchInput } from "~/ui/search-input";
import { Segments } from "~/ui/segments";
import { toast } from "~/ui/toast";

import { byNo } from "./account-tree";
import { importColumns } from "./import-columns";
import { ImportFactsView } from "./import-facts";
import { ImportOpening } from "./import-opening";
import {
    canAnswer,
    type Fates,
    fatesOf,
    type Group,
    groupWords,
    groupOf,
    OUTCOME_GROUPS,
    titleOfLine,
    VERDICT_GROUPS,
} from "./import-words";
import { ImportStateBadge } from "./imports-page";
import { NextImport } from "./next-import";
import { mayImport } from "./roles";
import { useActors } from "./use-transactions";

const route = getRouteApi("/house/w/$workspace/books/imports/$import");
const NONE: readonly LedgerAccount[] = [];

export function ImportPage() {
    const { workspace, import: id } = route.useParams();
    const query = useQuery(importQuery(workspace, id));
    if (query.data === undefined)
        return (
            <>
                <PageHeader title="Import" crumbs={[{ to: paths.imports(workspace), label: "Imports" }]} />
                <QueryView query={query} what="The import">
                    {() => null}
                </QueryView>
            </>
        );
    return (
        <QueryView query={query} what="The import">
            {/* What was decided about one import is nothing to another. */}
            {(preview) => <Shown key={id} workspace={workspace} preview={preview} />}
        </QueryView>
    );
}

function Shown({ workspace, preview }: { workspace: string; preview: ImportPreview }) {
    const { import: of, lines, opening = null } = preview;
    const { show, q } = route.useSearch();
    const patch = useSearchPatch();
    const navigate = useNavigate();
    const reason = mayImport(useWorkspace()?.role);
    const list = useQuery(ledgerAccountsQuery(workspace)).data?.items ?? NONE;
    const accounts = useMemo(() => byNo(list), [list]);
    const actor = useActors(workspace);
    const { commit, answer, discard, undo } = useImporting(workspace);
    const [decisions, setDecisions] = useState<ReadonlyMap<number, Decision>>(new Map());
    const [opens, setOpens] = useState(false);
    const [busy, setBusy] = useState(false);
    const [fault, setFault] = useState<string | null>(null);
    const [asking, setAsking] = useState(false);
    const decide = useCallback((line: number, decision: Decision | undefined): void => {
        setDecisions((now) => {
            const next = new Map(now);
            if (decision === undefined) next.delete(line);
            else next.set(line, decision);
            return next;
        });
    }, []);
    const waiting = of.state === "committed" && lines.some((line) => canAnswer(line, of.state));
    const editable = reason === undefined && (of.state === "preview" || waiting);
    const columns = useMemo(
        () =>
            importColumns({
                workspace,
                state: of.state,
                account: of.account,
                list,
                accounts,
                decisions,
                decide,
                editable,
                waiting,
            }),
        [workspace, of.state, of.account, list, accounts, decisions, decide, editable, waiting],
    );
    const groups = of.state === "preview" ? VERDICT_GROUPS : OUTCOME_GROUPS;
    const group = show !== undefined && groups.includes(show) ? show : undefined;
    const counts = useMemo(() => {
        const by = new Map<Group, number>();
        for (const line of lines) {
            const is = groupOf(line, of.state);
            by.set(is, (by.get(is) ?? 0) + 1);
        }
        return by;
    }, [lines, of.state]);
    const shown = useMemo(() => {
        const words = (q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
        return lines.filter((line) => {
            if (group !== undefined && groupOf(line, of.state) !== group) return false;
            const all = `${line.payee} ${line.clean_payee} ${line.text} ${line.amount}`.toLowerCase();
            return words.every((word) => all.includes(word));
        });
    }, [lines, group, q, of.state]);
    const fates = useMemo(() => fatesOf(lines, decisions), [lines, decisions]);
    const withOpening = opens && opening !== null;
    const accountName = accounts.get(of.account)?.full_name ?? `Account ${of.account}`;

    const decided = async (work: () => Promise<void>): Promise<void> => {
        setBusy(true);
        setFault(null);
        try {
            await work();
            setDecisions(new Map());
            patch({ show: undefined, q: undefined });
        } catch (error) {
            setFault(sentence(asProblem(error).detail));
        } finally {
            setBusy(false);
        }
    };
    const bringIn = (): Promise<void> =>
        decided(async () => {
            const done = await commit(of.id, [...decisions.values()], withOpening);
            toast(`${plural(done.posted, "transaction")} brought in.`);
        });
    const answerLines = (): Promise<void> =>
        decided(async () => {
            await answer(of.id, [...decisions.values()]);
            toast(`${plural(decisions.size, "line")} answered.`);
        });
    const throwAway = async (): Promise<void> => {
        setBusy(true);
        setFault(null);
        try {
            await discard(of.id);
            await navigate({ href: paths.imports(workspace) });
            toast("The file was thrown away. It can be read again.");
        } catch (error) {
            setFault(sentence(asProblem(error).detail));
            setBusy(false);
        }
    };
    return (
        <>
            <PageHeader
                title={of.name}
                mark={<ImportStateBadge state={of.state} />}
                crumbs={[{ to: paths.imports(workspace), label: "Imports" }]}
                about={about(preview, fates, withOpening)}
                actions={
                    of.state === "preview" ? (
                        <>
                            <Button
                                icon={<Trash2 aria-hidden size={14} />}
                                disabledReason={reason}
                                onClick={() => void throwAway()}
                            >
                                Discard
                            </Button>
                            <Button
                                kind="primary"
                                icon={<FileInput aria-hidden size={15} />}
                                loading={busy}
                                disabledReason={
                                    reason ??
                                    (lines.length === 0 && !withOpening
                                        ? "The file has no line to bring in."
                                        : undefined)
                                }
                                onClick={() => void bringIn()}
                            >
                                Bring {plural(fates.posted + (withOpening ? 1 : 0), "transaction")} in
                            </Button>
                        </>
                    ) : of.state === "committed" ? (
                        <>
                            <Button
                                icon={<Undo2 aria-hidden size={14} />}
                                disabledReason={reason}
                                onClick={() => setAsking(true)}
                            >
                                Undo this import
                            </Button>
                            {waiting && (
                                <Button
                                    kind="primary"
                                    loading={busy}
                                    disabledReason={
                                        reason ??
                                        (decisions.size === 0
                                            ? "Say first what becomes of a line that waits."
                                            : undefined)
                                    }
                                    onClick={() => void answerLines()}
                                >
                                    Answer {plural(decisions.size, "line")}
                                </Button>
                            )}
                        </>
                    ) : undefined
                }
            />
            {fault !== null && (
                <Alert tone="bad" className="mb-3">
                    {of.state === "preview" ? "Nothing was brought in." : "Nothing was answered."} {fault}.
                </Alert>
            )}
            {of.state === "committed" && waiting && (
                <Alert tone="warn" className="mb-3">
                    {plural(counts.get("waiting") ?? 0, "line")} of it{" "}
                    {counts.get("waiting") === 1 ? "waits" : "wait"} for an answer. What you bring in now
                    belongs to this import: undone, it goes with it.
                </Alert>
            )}
            {of.state === "committed" && !waiting && <NextImport workspace={workspace} of={of} />}
            <ImportFactsView
                workspace={workspace}
                preview={preview}
                accountName={accountName}
                by={actor(of.actor)}
                reason={reason}
            />
            {opening !== null && (
                <ImportOpening
                    workspace={workspace}
                    opening={opening}
                    state={of.state}
                    accountName={accountName}
                    asked={opens}
                    onAsk={setOpens}
                    reason={reason}
                />
            )}
            <FilterBar
                chips={[]}
                onClear={() => patch({ q: undefined, show: undefined })}
                count={
                    shown.length === lines.length
                        ? plural(lines.length, "line")
                        : `${number(shown.length)} of ${plural(lines.length, "line")}`
                }
            >
                <SearchInput
                    label="Search the lines"
                    value={q ?? ""}
                    onChange={(text) => patch({ q: text === "" ? undefined : text })}
                />
                <div className="max-w-full overflow-x-auto">
                    <Segments<Group | "all">
                        label="Lines that are"
                        value={group ?? "all"}
                        onChange={(value) =>
                            patch({ show: value === "all" ? undefined : value }, { push: true })
                        }
                        choices={[
                            { value: "all", label: `All ${number(lines.length)}` },
                            ...groups.map((value) => ({
                                value,
                                label: `${groupWords(value, of.state)} ${number(counts.get(value) ?? 0)}`,
                            })),
                        ]}
                    />
                </div>
            </FilterBar>
            {shown.length === 0 ? (
                <EmptyState
                    icon={<FileInput aria-hidden size={18} />}
                    title={lines.length === 0 ? "The file has no lines for this account" : "No line fits"}
                    action={
                        lines.length === 0 ? undefined : (
                            <Button onClick={() => patch({ q: undefined, show: undefined })}>
                                Show all lines
                            </Button>
                        )
                    }
                />
            ) : (
                <DataTable
                    label={`Lines of ${of.name}`}
                    columns={columns}
                    rows={shown}
                    rowId={({ line }) => String(line)}
                    rowLabel={titleOfLine}
                />
            )}
            <ConfirmDialog
                open={asking}
                onOpenChange={setAsking}
                title="Undo this import"
                action="Undo the import"
                onConfirm={async () => {
                    await undo(of.id);
                    patch({ show: undefined, q: undefined });
                    toast("The import was taken back.");
                }}
            >
                {plural(of.posted, "transaction")} that it wrote {of.posted === 1 ? "is" : "are"} deleted,
                together. What it was only matched with stays. The file can be imported again.
            </ConfirmDialog>
        </>
    );
}

function about({ import: of, opening }: ImportPreview, fates: Fates, withOpening: boolean): string {
    if (of.state === "committed") {
        // The opening balance is among what was posted, and no line of the file.
        const began = opening?.transaction != null;
        const ofLines = of.posted - (began ? 1 : 0);
        const written = `${plural(ofLines, "transaction")} of ${plural(of.lines, "line")}`;
        return began
            ? `${written} and an opening balance were written.`
            : `${written} ${ofLines === 1 ? "was" : "were"} written.`;
    }
    if (of.state === "undone") return "What it had written was taken back. The file can be imported again.";
    const parts = [
        `${number(fates.posted)} new`,
        `${number(fates.double)} double`,
        `${number(fates.joined)} joined`,
        `${number(fates.waiting)} waiting`,
        ...(fates.set_aside > 0 ? [`${number(fates.set_aside)} set aside`] : []),
        ...(withOpening ? ["an opening balance"] : []),
    ];
    return `Nothing is in the books yet. Brought in now: ${parts.join(", ")}.`;
}
