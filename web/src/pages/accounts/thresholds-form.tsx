/** Variables of checks that are given other values here: each beside the value that holds otherwise. */
import { useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useState } from "react";

import type { Thresholds } from "~/api/accounts";
import { checksQuery } from "~/api/catalogue";
import type { Check } from "~/api/types";
import { plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { FORM_WORDS, formOf, hasLines, linesOf, readValue, writeValue } from "~/lib/variables";
import { Button } from "~/ui/button";
import { Checkbox } from "~/ui/checkbox";
import { Form, useForm } from "~/ui/form";
import { IconButton } from "~/ui/icon-button";
import { Input } from "~/ui/input";
import { Link } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { SearchInput } from "~/ui/search-input";
import { Select } from "~/ui/select";
import { Textarea } from "~/ui/textarea";
import { toast } from "~/ui/toast";

import { keyOf, readTexts, type Texts, textsOf } from "./thresholds-text";

interface Props {
    workspace: string;
    /** What is set here. */
    own: Thresholds;
    /** What holds where nothing is set here, before the usual value. */
    below: Thresholds;
    /** Where `below` comes from: "the workspace". */
    belowName: string;
    save: (thresholds: Thresholds) => Promise<unknown>;
    disabledReason: string | undefined;
}

export function ThresholdsForm(props: Props) {
    const checks = useQuery(checksQuery());
    return (
        <QueryView query={checks} what="The checks">
            {({ items }) => (
                <Loaded
                    {...props}
                    checks={items.filter(({ variables }) => Object.keys(variables).length > 0)}
                />
            )}
        </QueryView>
    );
}

function Loaded({
    workspace,
    own,
    below,
    belowName,
    save,
    disabledReason,
    checks,
}: Props & { checks: readonly Check[] }) {
    const [q, setQ] = useState("");
    const [onlySet, setOnlySet] = useState(false);
    const form = useForm<{ texts: Texts }>({
        initial: { texts: textsOf(checks, own) },
        check: ({ texts }) => {
            const faults = Object.keys(readTexts(checks, texts, own).faults).length;
            return { texts: faults === 0 ? undefined : `${plural(faults, "value")} cannot be` };
        },
        submit: async ({ texts }) => {
            await save(readTexts(checks, texts, own).thresholds);
            toast("Saved. It holds from the next run.");
        },
    });
    const { texts } = form.values;
    const { faults } = readTexts(checks, texts, own);
    const set = (key: string, text: string | undefined): void => {
        const rest = Object.fromEntries(Object.entries(texts).filter(([one]) => one !== key));
        form.set({ texts: text === undefined ? rest : { ...rest, [key]: text } });
    };
    const word = q.trim().toLowerCase();
    const shown = checks.filter(
        ({ id, title, variables }) =>
            `${id} ${title}`.toLowerCase().includes(word) &&
            (!onlySet || Object.keys(variables).some((name) => texts[keyOf(id, name)] !== undefined)),
    );
    const dirty = JSON.stringify(texts) !== JSON.stringify(textsOf(checks, own));
    return (
        <Form form={form} label="Thresholds" className="flex flex-col gap-3">
            <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
                <SearchInput label="Search the checks with variables" value={q} onChange={setQ} />
                <Checkbox label="Only what is set here" checked={onlySet} onChange={setOnlySet} />
            </div>
            <ul className="border-line bg-surface divide-line shadow-card divide-y rounded-lg border">
                {shown.length === 0 && (
                    <li className="text-ink-2 px-4 py-6 text-center text-sm">No check fits.</li>
                )}
                {shown.map((check) => (
                    <li key={check.id} className="px-4 py-3">
                        <Link to={paths.check(workspace, check.id)} className="text-sm font-medium">
                            {check.title}
                        </Link>
                        <p className="text-ink-3 mb-2 font-mono text-2xs">{check.id}</p>
                        <div className="flex flex-col gap-3">
                            {Object.entries(check.variables as Record<string, unknown>).map(
                                ([name, usual]) => {
                                    const key = keyOf(check.id, name);
                                    const lower = below[check.id]?.[name];
                                    return (
                                        <Variable
                                            key={key}
                                            name={name}
                                            label={`${name} of ${check.id}`}
                                            usual={usual}
                                            holds={lower ?? usual}
                                            holdsFrom={lower === undefined ? "usual" : `set for ${belowName}`}
                                            text={texts[key]}
                                            fault={faults[key]}
                                            onChange={(text) => set(key, text)}
                                        />
                                    );
                                },
                            )}
                        </div>
                    </li>
                ))}
            </ul>
            <div className="flex flex-wrap items-center gap-3">
                <Button
                    type="submit"
                    kind="primary"
                    loading={form.submitting}
                    disabledReason={disabledReason ?? (dirty ? undefined : "Nothing is changed.")}
                >
                    Save the thresholds
                </Button>
                {dirty && (
                    <Button kind="quiet" onClick={() => form.reset({ texts: textsOf(checks, own) })}>
                        Undo the changes
                    </Button>
                )}
                {form.field("texts").error !== undefined && (
                    <p role="alert" className="text-critical text-sm">
                        {form.field("texts").error}
                    </p>
                )}
            </div>
        </Form>
    );
}

interface VariableProps {
    name: string;
    label: string;
    usual: unknown;
    /** The value that holds while nothing is set here, and from where it is. */
    holds: unknown;
    holdsFrom: string;
    text: string | undefined;
    fault: string | undefined;
    onChange: (text: string | undefined) => void;
}

function Variable({ name, label, usual, holds, holdsFrom, text, fault, onChange }: VariableProps) {
    const type = formOf(usual);
    const held = writeValue(holds, type);
    // Lists of texts stand one a line in their field, and beside each other here.
    const heldWords = held === "" ? "empty" : held.replaceAll("\n", ", ");
    const field = {
        label,
        hideLabel: true,
        name: label,
        value: text ?? "",
        placeholder: type === "texts" ? held : heldWords,
        autoComplete: "off",
        spellCheck: false,
        error: fault,
        // An emptied number is one that is not set; an emptied list may be meant as empty.
        onChange: (next: string) =>
            onChange(next === "" && "fault" in readValue("", usual) ? undefined : next),
        hint: (
            <span className="break-all">
                {text === undefined ? "Now" : "Otherwise"} {heldWords} ({holdsFrom})
            </span>
        ),
    };
    return (
        <div className="grid grid-cols-[10rem_1fr_2rem] items-start gap-x-3 gap-y-1 phone:grid-cols-[1fr_2.5rem]">
            <span className="min-w-0 pt-1.5 phone:col-span-2 phone:pt-0">
                <span className="block font-mono text-xs break-all">{name}</span>
                <span className="text-ink-3 block text-2xs">{FORM_WORDS[type]}</span>
            </span>
            {type === "flag" ? (
                <Select
                    label={label}
                    hideLabel
                    name={label}
                    value={text ?? ""}
                    onChange={(next) => onChange(next === "" ? undefined : next)}
                    choices={[
                        { value: "", label: `${held === "true" ? "Yes" : "No"} (${holdsFrom})` },
                        { value: "true", label: "Yes" },
                        { value: "false", label: "No" },
                    ]}
                />
            ) : hasLines(held, type) ? (
                <Textarea {...field} mono rows={linesOf(text ?? held)} />
            ) : (
                <Input {...field} inputMode={type === "number" ? "decimal" : "text"} />
            )}
            {text === undefined ? (
                <span />
            ) : (
                <IconButton
                    size="sm"
                    label={`Do not set ${label} here`}
                    icon={<RotateCcw aria-hidden size={13} />}
                    onClick={() => onChange(undefined)}
                />
            )}
        </div>
    );
}
