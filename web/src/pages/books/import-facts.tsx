/** What a bank's file says of itself, what could not be read of it, and in which order its dates are. */
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";

import { type DateOrder, fileOf, type ImportPreview, useImporting } from "~/api/imports";
import { asProblem } from "~/api/problem";
import { plural, sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Card } from "~/ui/card";
import { Fact, Facts } from "~/ui/facts";
import { Button } from "~/ui/button";
import { Select } from "~/ui/select";
import { Time } from "~/ui/time";

import { columnsOf, FORMAT_WORDS, ORDER_WORDS } from "./import-words";

interface Props {
    workspace: string;
    preview: ImportPreview;
    accountName: string;
    by: string;
    reason: string | undefined;
}

export function ImportFactsView({ workspace, preview, accountName, by, reason }: Props) {
    const { import: of, breaks } = preview;
    const { facts } = of;
    const [problems, notes, leftOut] = [facts.problems ?? [], facts.notes ?? [], facts.left_out ?? []];
    const columns = columnsOf(facts);
    return (
        <>
            {breaks.length > 0 && (
                <Alert tone="warn" className="mb-3">
                    The balances of this file do not continue what was there. It can be brought in all the
                    same.
                    <ul className="mt-1 list-disc pl-5">
                        {breaks.map((one) => (
                            <li key={one}>{sentence(one)}</li>
                        ))}
                    </ul>
                </Alert>
            )}
            {problems.length > 0 && (
                <Alert tone="bad" className="mb-3">
                    {plural(problems.length, "problem")} in the file
                    <SaidList said={problems} />
                </Alert>
            )}
            {notes.length > 0 && (
                <Alert tone="info" className="mb-3">
                    {plural(notes.length, "note")} on the file
                    <SaidList said={notes} />
                </Alert>
            )}
            <Card className="mb-6">
                <Facts>
                    <Fact name="Read">
                        by {by}, <Time at={of.at} />
                    </Fact>
                    <Fact name="For the account">{accountName}</Fact>
                    <Fact name="Form">
                        {FORMAT_WORDS[of.format] ?? of.format}
                        {facts.version != null && ` ${facts.version}`}
                        {facts.encoding != null && `, ${facts.encoding}`}
                    </Fact>
                    {facts.account != null && <Fact name="Account in the file">{facts.account}</Fact>}
                    {facts.bank != null && <Fact name="Bank in the file">{facts.bank}</Fact>}
                    {facts.dates != null && (
                        <Fact name="Order of dates">
                            {of.state === "preview" ? (
                                <DateOrderChoice
                                    key={of.id}
                                    workspace={workspace}
                                    preview={preview}
                                    reason={reason}
                                    now={facts.dates}
                                />
                            ) : (
                                ORDER_WORDS[facts.dates]
                            )}
                        </Fact>
                    )}
                    {columns.length > 0 && (
                        <Fact name="Columns">
                            <ul>
                                {columns.map(({ name, from }) => (
                                    <li key={name}>
                                        {name} <span className="text-ink-3">from</span> {from}
                                    </li>
                                ))}
                            </ul>
                        </Fact>
                    )}
                </Facts>
                {leftOut.length > 0 && (
                    <details className="mt-4 text-sm">
                        <summary className="cursor-pointer font-medium">
                            {plural(leftOut.length, "line")} left out
                        </summary>
                        <ul aria-label="Lines left out" className="divide-line mt-2 divide-y">
                            {leftOut.map(({ line, why, raw }) => (
                                <li key={`${line} ${raw}`} className="py-2">
                                    <p>
                                        Line {line}: {why}
                                    </p>
                                    <pre className="text-ink-2 font-mono text-xs break-all whitespace-pre-wrap">
                                        {raw}
                                    </pre>
                                </li>
                            ))}
                        </ul>
                    </details>
                )}
            </Card>
        </>
    );
}

function SaidList({ said }: { said: readonly { line?: number | null; message: string }[] }) {
    return (
        <ul className="mt-1 max-h-40 list-disc overflow-y-auto pl-5">
            {said.map(({ line, message }) => (
                <li key={`${line ?? ""} ${message}`}>
                    {line == null ? sentence(message) : `Line ${line}: ${message}`}
                </li>
            ))}
        </ul>
    );
}

/** Reads the file again in another way: as another import, for this one was not brought in. */
function DateOrderChoice(props: {
    workspace: string;
    preview: ImportPreview;
    reason: string | undefined;
    now: DateOrder;
}) {
    const { workspace, preview, reason, now } = props;
    const of = preview.import;
    const { read } = useImporting(workspace);
    const navigate = useNavigate();
    const picker = useRef<HTMLInputElement>(null);
    const [order, setOrder] = useState(now);
    const [busy, setBusy] = useState(false);
    const [fault, setFault] = useState<string | null>(null);
    const again = async (file: File): Promise<void> => {
        setBusy(true);
        setFault(null);
        try {
            const { mapping } = of.facts;
            const made = await read(of.account, file, {
                dates: order,
                // What the columns mean says the order too, and goes first.
                ...(mapping == null ? {} : { mapping: { ...mapping, dates: order } }),
            });
            await navigate({ href: paths.import(workspace, made.import.id), replace: true });
        } catch (error) {
            setFault(sentence(asProblem(error).detail));
        } finally {
            setBusy(false);
        }
    };
    return (
        <div className="flex flex-col gap-2">
            <div className="flex flex-wrap items-center gap-2">
                <Select
                    label="Order of dates"
                    name="dates"
                    hideLabel
                    className="w-48"
                    value={order}
                    onChange={setOrder}
                    choices={(["dmy", "mdy", "ymd"] as const).map((value) => ({
                        value,
                        label: ORDER_WORDS[value],
                    }))}
                />
                {order !== now && (
                    <Button
                        loading={busy}
                        disabledReason={reason}
                        onClick={() => {
                            const file = fileOf(of.id);
                            if (file === undefined) picker.current?.click();
                            else void again(file);
                        }}
                    >
                        {fileOf(of.id) === undefined ? "Choose the file again…" : "Read the file again"}
                    </Button>
                )}
                <input
                    ref={picker}
                    type="file"
                    aria-label="The file, once more"
                    tabIndex={-1}
                    className="sr-only"
                    onChange={(event) => {
                        const file = event.target.files?.[0];
                        if (file !== undefined) void again(file);
                    }}
                />
            </div>
            {fault !== null && <Alert tone="bad">{fault}</Alert>}
        </div>
    );
}
