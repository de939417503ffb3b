/** The columns of an import's lines: while it is looked at what becomes of each, afterwards what became of it. */
import { ScrollText } from "lucide-react";

import type { LedgerAccount } from "~/api/books";
import type { Decision, ImportLine, ImportState } from "~/api/imports";
import { isNegative } from "~/lib/decimal";
import { paths } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import { CodeBlock } from "~/ui/code-block";
import type { DataColumn } from "~/ui/data-table";
import { IconButton } from "~/ui/icon-button";
import { Input } from "~/ui/input";
import { Link } from "~/ui/link";
import { Popover } from "~/ui/popover";

import { choicesOf } from "./account-tree";
import { Amounts } from "./amounts";
import { CellEdit } from "./cell-edit";
import { shortDay } from "./days";
import { FateBadge, ImportAnswer } from "./import-answer";
import {
    canAnswer,
    categoryOf,
    type Decisions,
    fateOf,
    groupOf,
    groupWords,
    payeeOf,
    posting,
    titleOfLine,
} from "./import-words";
import { Suggest } from "./suggest";

interface Options {
    workspace: string;
    state: ImportState;
    /** The account that the file is of. */
    account: number;
    list: readonly LedgerAccount[];
    accounts: ReadonlyMap<number, LedgerAccount>;
    decisions: Decisions;
    decide: (line: number, decision: Decision | undefined) => void;
    /** Whether one may decide about anything here. */
    editable: boolean;
    /** Whether lines wait for an answer. */
    waiting: boolean;
}

const TONES = {
    new: "accent",
    double: "plain",
    matches: "good",
    unsure: "warn",
    transaction: "good",
    waiting: "warn",
    set_aside: "plain",
} as const;

export function importColumns(options: Options): DataColumn<ImportLine>[] {
    const { workspace, state, account, list, accounts, decisions, decide, editable, waiting } = options;
    const asks = (line: ImportLine): boolean => editable && canAnswer(line, state);
    const date: DataColumn<ImportLine> = {
        id: "date",
        header: "Date",
        width: "6rem",
        cell: (line) => <span className="tabular">{shortDay(line.date)}</span>,
    };
    const payee: DataColumn<ImportLine> = {
        id: "payee",
        header: "Payee",
        main: true,
        cell: (line) => {
            const decision = decisions.get(line.line);
            const title = titleOfLine(line, decision);
            const shown = <span className="font-medium">{title}</span>;
            return (
                <span title={[line.payee, line.text].filter(Boolean).join("\n")}>
                    {asks(line) && fateOf(line, decision, state) === "posted" ? (
                        <CellEdit
                            label={`payee of ${titleOfLine(line)}, line ${line.line}`}
                            shown={shown}
                            value={payeeOf(line, decision)}
                            save={(next) => {
                                decide(line.line, posting(line, decision, { payee: next.trim() }));
                                return Promise.resolve();
                            }}
                            field={(field) => (
                                <Input label="Payee" maxLength={200} autoComplete="off" {...field} />
                            )}
                        />
                    ) : (
                        shown
                    )}
                    {line.text !== "" && line.text !== title && (
                        <span className="text-ink-3"> · {line.text}</span>
                    )}
                </span>
            );
        },
    };
    const verdict: DataColumn<ImportLine> = {
        id: "is",
        header: state === "preview" ? "It is" : "Became",
        width: "8rem",
        cell: (line) => {
            const group = groupOf(line, state);
            return <Badge tone={TONES[group]}>{groupWords(group, state)}</Badge>;
        },
    };
    const category: DataColumn<ImportLine> = {
        id: "category",
        header: "Category, and why",
        width: "21%",
        cell: (line) => {
            const decision = decisions.get(line.line);
            const fate = fateOf(line, decision, state);
            if (fate !== "posted" || !canAnswer(line, state)) return <span className="text-ink-3">–</span>;
            const { no, unsorted, because } = categoryOf(line, decision, account, list);
            const name =
                no === undefined ? "Uncategorised" : (accounts.get(no)?.full_name ?? `Account ${no}`);
            const shown = <span className={unsorted ? "text-ink-3" : "text-ink-2"}>{name}</span>;
            const why = (
                <span className="text-ink-3 text-2xs block truncate" title={because}>
                    {because}
                </span>
            );
            if (!asks(line))
                return (
                    <>
                        {shown}
                        {why}
                    </>
                );
            const kinds = isNegative(line.amount)
                ? (["expense", "income", "asset", "liability"] as const)
                : (["income", "expense", "asset", "liability"] as const);
            return (
                <>
                    <CellEdit
                        label={`category of ${titleOfLine(line)}, line ${line.line}`}
                        shown={shown}
                        value={no === undefined ? "" : String(no)}
                        check={(next) => (next === "" ? "Choose a category" : undefined)}
                        save={(next) => {
                            decide(line.line, posting(line, decision, { category: Number(next) }));
                            return Promise.resolve();
                        }}
                        field={(field, submit) => (
                            <Suggest
                                label="Category"
                                suggestions={choicesOf(list, kinds, line.date).filter(
                                    ({ value }) => value !== String(account),
                                )}
                                {...field}
                                onTake={({ value }) => submit(value)}
                            />
                        )}
                    />
                    {why}
                </>
            );
        },
    };
    const becomes: DataColumn<ImportLine> = {
        id: "becomes",
        header: "What becomes of it",
        width: "9.5rem",
        cell: (line) => {
            const decision = decisions.get(line.line);
            if (!editable) return <FateBadge line={line} decision={decision} />;
            return (
                <ImportAnswer
                    workspace={workspace}
                    line={line}
                    decision={decision}
                    state={state}
                    accounts={accounts}
                    onDecide={(next) => decide(line.line, next)}
                />
            );
        },
    };
    const outcome: DataColumn<ImportLine> = {
        id: "outcome",
        header: "Where it is",
        width: "12rem",
        cell: (line) => {
            const { outcome: is } = line;
            if (asks(line)) return becomes.cell(line);
            if (is.kind === "transaction")
                return (
                    <Link to={paths.transactions(workspace, { open: is.transaction })}>
                        Transaction {is.transaction}
                    </Link>
                );
            if (is.kind === "double")
                return (
                    <Link to={paths.import(workspace, is.of.import)}>Line {is.of.line} of a file before</Link>
                );
            return (
                <span className="text-ink-3">
                    {is.kind === "waiting" ? "Nobody has decided" : "Not booked"}
                </span>
            );
        },
    };
    const amount: DataColumn<ImportLine> = {
        id: "amount",
        header: "Amount",
        width: "7rem",
        align: "end",
        cell: (line) => <Amounts amounts={[line]} currency={line.currency} plus />,
    };
    const raw: DataColumn<ImportLine> = {
        id: "raw",
        header: "File",
        width: "3.5rem",
        notOnCard: true,
        cell: (line) => (
            <Popover
                label={`Line ${line.file_line} of the file`}
                align="end"
                className="w-112 max-w-[90vw]"
                trigger={
                    <IconButton
                        size="sm"
                        label={`As it stands in the file: ${titleOfLine(line)}, line ${line.line}`}
                        icon={<ScrollText aria-hidden size={14} />}
                    />
                }
            >
                <p className="text-ink-2 mb-2">
                    Line {line.file_line} of the file
                    {line.bank_id != null && `, the bank's id is ${line.bank_id}`}
                </p>
                <CodeBlock code={line.raw} label={`Line ${line.file_line} of the file`} wrap />
            </Popover>
        ),
    };
    return state === "preview"
        ? [date, payee, verdict, category, becomes, amount, raw]
        : [date, payee, verdict, ...(waiting ? [category] : []), outcome, amount, raw];
}
