/** What becomes of a line, and the choice of something else. Candidates are read when somebody looks at them. */
import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useState } from "react";

import { type LedgerAccount, transactionQuery } from "~/api/books";
import { type Candidate, type Decision, importQuery, type ImportLine, type ImportState } from "~/api/imports";
import { money } from "~/lib/currencies";
import { paths } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Link } from "~/ui/link";
import { Popover } from "~/ui/popover";
import { RadioGroup } from "~/ui/radio-group";

import { dayWords } from "./days";
import { daysLater, DOUBT_WORDS, fateOf, FATE_WORDS, percent, titleOfLine } from "./import-words";
import { effectOf, titleOf } from "./transaction-words";

interface Props {
    workspace: string;
    line: ImportLine;
    decision: Decision | undefined;
    state: ImportState;
    accounts: ReadonlyMap<number, LedgerAccount>;
    /** Undefined takes it back to what the verdict says; once the import is in the books, it goes on waiting. */
    onDecide: (decision: Decision | undefined) => void;
}

export function ImportAnswer(props: Props) {
    const { line, decision, state } = props;
    const [open, setOpen] = useState(false);
    const fate = fateOf(line, decision, state);
    const asks = fate === "waiting";
    return (
        <Popover
            label={`What becomes of ${titleOfLine(line)}`}
            open={open}
            onOpenChange={setOpen}
            className="max-h-112 w-88 overflow-y-auto"
            trigger={
                <Button
                    size="sm"
                    kind={asks ? "plain" : "quiet"}
                    aria-label={`${asks ? "Answer" : FATE_WORDS[fate]}: ${titleOfLine(line)}`}
                >
                    {asks ? "Answer…" : FATE_WORDS[fate]}
                    <ChevronDown aria-hidden size={12} className="text-ink-3" />
                </Button>
            }
        >
            <Choices
                {...props}
                onDecide={(next) => {
                    props.onDecide(next);
                    setOpen(false);
                }}
            />
        </Popover>
    );
}

export function FateBadge({ line, decision }: { line: ImportLine; decision: Decision | undefined }) {
    const fate = fateOf(line, decision, "preview");
    return <Badge tone={fate === "waiting" ? "warn" : "plain"}>{FATE_WORDS[fate]}</Badge>;
}

const keyOf = (decision: Decision | undefined): string => {
    switch (decision?.as) {
        case "post":
            return "post";
        case "matches":
            return `matches ${decision.transaction}`;
        case "same_as":
            return `same ${decision.import} ${decision.of}`;
        case "set_aside":
            return "aside";
        default:
            return "verdict";
    }
};
const decisionOf = (line: number, candidate: Candidate): Decision =>
    candidate.kind === "line"
        ? { as: "same_as", line, import: candidate.of.import, of: candidate.of.line }
        : { as: "matches", line, transaction: candidate.transaction };

/** What a line may be: before it is brought in, only where people are asked; later, whatever it looks like today. */
function candidatesOf({ verdict }: ImportLine, later: boolean): readonly Candidate[] {
    if (verdict?.kind === "unsure") return verdict.candidates;
    if (!later) return [];
    if (verdict?.kind === "double") return [{ kind: "line", of: verdict.of, similarity_per_mille: 1000 }];
    return verdict?.kind === "matches" ? [{ ...verdict, kind: "transaction" }] : [];
}

function Choices({ workspace, line, decision, state, accounts, onDecide }: Props) {
    const { verdict } = line;
    const later = state !== "preview";
    const kind = later ? "unsure" : (verdict?.kind ?? "new");
    const choices: {
        value: string;
        label: React.ReactNode;
        hint?: React.ReactNode;
        is: Decision | undefined;
    }[] = [];
    for (const candidate of candidatesOf(line, later)) {
        const is = decisionOf(line.line, candidate);
        choices.push({
            value: keyOf(is),
            label: candidate.kind === "line" ? "Same as an earlier line" : "It is this transaction",
            hint: <CandidateWords workspace={workspace} candidate={candidate} accounts={accounts} />,
            is,
        });
    }
    if (!later && verdict?.kind === "double")
        choices.push({
            value: "verdict",
            label: "Leave it out",
            hint: (
                <>
                    {verdict.certain
                        ? "The bank's id says that the books have it. "
                        : "Day, amount and text are in the books already. "}
                    <LineWords workspace={workspace} of={verdict.of} />
                </>
            ),
            is: undefined,
        });
    if (!later && verdict?.kind === "matches")
        choices.push({
            value: "verdict",
            label: "It is this transaction",
            hint: (
                <CandidateWords
                    workspace={workspace}
                    candidate={{ ...verdict, kind: "transaction" }}
                    accounts={accounts}
                />
            ),
            is: undefined,
        });
    const post: Decision = { as: "post", line: line.line };
    choices.push(
        kind === "new"
            ? { value: "verdict", label: "Bring it in", is: undefined }
            : { value: "post", label: "Bring it in as a new one", is: post },
    );
    choices.push({
        value: "aside",
        label: "Set it aside",
        hint: "It is not to be booked.",
        is: { as: "set_aside", line: line.line },
    });
    if (kind === "unsure")
        choices.push({ value: "verdict", label: "Let it wait", hint: "Nobody decides now.", is: undefined });
    // A category of a new line is a decision as well, of which this is only a part.
    const now = kind === "new" && decision?.as === "post" ? "verdict" : keyOf(decision);
    return (
        <div className="flex flex-col gap-3">
            {verdict?.kind === "unsure" && <p className="text-ink-2">{DOUBT_WORDS[verdict.doubt]}</p>}
            <RadioGroup
                label="What becomes of it"
                name={`answer-${line.line}`}
                value={now}
                onChange={(value) => onDecide(choices.find((choice) => choice.value === value)?.is)}
                choices={choices}
            />
            <Link
                className="text-xs"
                to={paths.rules(workspace, {
                    new: true,
                    ...(line.clean_payee === "" ? { words: line.text } : { payee: line.clean_payee }),
                    ...(decision?.as === "post" && decision.category != null
                        ? { category: decision.category }
                        : {}),
                })}
            >
                Make a rule from this line
            </Link>
        </div>
    );
}

function CandidateWords(props: {
    workspace: string;
    candidate: Candidate;
    accounts: ReadonlyMap<number, LedgerAccount>;
}) {
    const { workspace, candidate, accounts } = props;
    const alike = `${percent(candidate.similarity_per_mille)} alike`;
    if (candidate.kind === "line")
        return (
            <>
                <LineWords workspace={workspace} of={candidate.of} /> {alike}
            </>
        );
    return (
        <>
            <TransactionWords workspace={workspace} no={candidate.transaction} accounts={accounts} /> {alike},{" "}
            {daysLater(candidate.days_later)}
        </>
    );
}

function LineWords({ workspace, of }: { workspace: string; of: { import: string; line: number } }) {
    const read = useQuery(importQuery(workspace, of.import));
    const line = read.data?.lines.find((one) => one.line === of.line);
    if (line === undefined)
        return (
            <>
                Line {of.line} of{" "}
                {read.data?.import.name ?? (read.isError ? "a file that could not be read" : "a file…")}.
            </>
        );
    return (
        <>
            {titleOfLine(line)}, {dayWords(line.date)}, {money(line.amount, line.currency)} (line {of.line} of{" "}
            {read.data?.import.name}).
        </>
    );
}

function TransactionWords(props: {
    workspace: string;
    no: number;
    accounts: ReadonlyMap<number, LedgerAccount>;
}) {
    const { workspace, no, accounts } = props;
    const read = useQuery(transactionQuery(workspace, no));
    const now = read.data?.now;
    if (now === undefined)
        return (
            <>
                Transaction {no}
                {read.isError ? ", which could not be read." : "…"}
            </>
        );
    const amounts = effectOf(now, accounts).map(({ amount, currency }) => money(amount, currency));
    return (
        <>
            {titleOf(now, accounts)}, {dayWords(now.date)}, {amounts.join(", ")}.
        </>
    );
}
