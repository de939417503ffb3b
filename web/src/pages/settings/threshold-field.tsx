/** One variable of a check: the value of the workspace against the usual one, changed at its place. */
import { RotateCcw } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";

import { asProblem } from "~/api/problem";
import { useSetThreshold } from "~/api/thresholds";
import { sentence } from "~/lib/format";
import { formOf, hasLines, linesOf, readValue, sameValue, variableName, writeValue } from "~/lib/variables";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Input } from "~/ui/input";
import { Select } from "~/ui/select";
import { Textarea } from "~/ui/textarea";
import { toast } from "~/ui/toast";

import { ThresholdAccounts } from "./threshold-accounts";
import type { Variable } from "./threshold-rows";

interface Props {
    workspace: string;
    check: string;
    variable: Variable;
    /** Why it cannot be changed. */
    reason: string | undefined;
}

export function ThresholdField({ workspace, check, variable, reason }: Props) {
    const set = useSetThreshold(workspace);
    const { name, usual, here } = variable;
    const form = formOf(usual);
    const now = writeValue(here ?? usual, form);
    // Null while nothing is typed: then what is shown follows what others change.
    const [typed, setTyped] = useState<string | null>(null);
    const [fault, setFault] = useState<string | undefined>();
    const [problem, setProblem] = useState<string | null>(null);
    const groupId = useId();
    const text = typed ?? now;
    const changed = typed !== null && typed !== now;

    const apply = async (value: unknown): Promise<void> => {
        setFault(undefined);
        setProblem(null);
        const before = here;
        const change = { check, variable: name };
        try {
            await set.mutateAsync([{ ...change, value: sameValue(value, usual) ? undefined : value }]);
            setTyped(null);
            toast(`${variableName(name)} is changed from the next run of each account on.`, {
                undo: () =>
                    set.mutate([{ ...change, value: before }], {
                        onError: (error) => toast(asProblem(error).detail, { tone: "bad" }),
                    }),
            });
        } catch (error) {
            const why = asProblem(error);
            setProblem(
                why.is("changed")
                    ? "Somebody else has changed the workspace meanwhile. Save again to put this in its place."
                    : sentence(why.errors[0]?.message ?? why.detail),
            );
        }
    };
    const save = (): void => {
        const read = readValue(text, usual);
        if ("fault" in read) setFault(read.fault);
        else void apply(read.value);
    };
    const onKeyDown = (event: KeyboardEvent): void => {
        if (event.key === "Escape" && changed) {
            event.stopPropagation();
            setTyped(null);
            setFault(undefined);
            setProblem(null);
        }
        if (event.key === "Enter" && changed && form !== "texts" && form !== "json") {
            event.preventDefault();
            save();
        }
    };
    const field = {
        label: variableName(name),
        name: `${check} ${name}`,
        error: fault,
        value: text,
        onChange: (value: string) => {
            setTyped(value);
            setFault(undefined);
        },
    };
    return (
        // What is typed bubbles up from the fields within.
        // eslint-disable-next-line jsx-a11y/no-static-element-interactions
        <div onKeyDown={onKeyDown} className="flex min-w-0 flex-col gap-1.5" id={groupId}>
            {form === "flag" ? (
                <Select
                    {...field}
                    disabled={reason !== undefined}
                    choices={[
                        { value: "true", label: "Yes" },
                        { value: "false", label: "No" },
                    ]}
                />
            ) : hasLines(now, form) ? (
                <Textarea
                    {...field}
                    mono
                    rows={linesOf(text)}
                    readOnly={reason !== undefined}
                    spellCheck={false}
                />
            ) : (
                <Input
                    {...field}
                    readOnly={reason !== undefined}
                    inputMode={form === "number" ? "decimal" : "text"}
                    spellCheck={false}
                    autoComplete="off"
                />
            )}
            <div className="text-ink-3 flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 text-xs">
                {here === undefined ? (
                    <span>{form === "texts" ? "The usual ones, one a line" : "The usual value"}</span>
                ) : (
                    <>
                        <span className="min-w-0 break-words">
                            Usually <Usual text={writeValue(usual, form === "texts" ? "json" : form)} />
                        </span>
                        <Button
                            size="sm"
                            kind="quiet"
                            icon={<RotateCcw aria-hidden size={12} />}
                            aria-label={`Back to the usual value: ${variableName(name)}`}
                            disabledReason={reason}
                            loading={set.isPending && !changed}
                            onClick={() => apply(usual)}
                        >
                            Back to usual
                        </Button>
                    </>
                )}
                <ThresholdAccounts workspace={workspace} variable={variable} />
                {changed && (
                    <span className="ml-auto flex gap-1.5">
                        <Button size="sm" kind="quiet" onClick={() => setTyped(null)}>
                            Cancel
                        </Button>
                        <Button
                            size="sm"
                            kind="primary"
                            aria-label={`Save: ${variableName(name)}`}
                            loading={set.isPending}
                            onClick={save}
                        >
                            Save
                        </Button>
                    </span>
                )}
            </div>
            {problem !== null && <Alert tone="bad">{problem}</Alert>}
        </div>
    );
}

const USUAL_MAX_CHARS = 80;

function Usual({ text }: { text: string }) {
    const shown = text.length > USUAL_MAX_CHARS ? `${text.slice(0, USUAL_MAX_CHARS)}…` : text;
    return <code className="text-ink-2 font-mono break-all">{shown}</code>;
}
