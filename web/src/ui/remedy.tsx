/** What to do about what is wrong, in three forms to copy. */
import { type ReactNode, useState } from "react";

import { CodeBlock } from "./code-block";
import { CopyButton } from "./copy-button";
import { Section } from "./section";
import { Segments } from "./segments";

type Form = "console" | "cli" | "cloudformation";

interface Props {
    of: { remedy: string; remedy_cli?: string | null; remedy_cloudformation?: string | null };
    /** Follows "Put in yourself what stands in capitals": of what it is here. */
    here?: ReactNode;
    /** Follows "Skytally only reads: the change is yours to make." */
    then?: string;
}

export function Remedy({ of, here, then }: Props) {
    const [form, setForm] = useState<Form>("console");
    const code = form === "cli" ? of.remedy_cli : of.remedy_cloudformation;
    return (
        <Section
            title="What to do"
            actions={
                <Segments
                    label="Form of the remedy"
                    value={form}
                    onChange={setForm}
                    choices={[
                        { value: "console", label: "Console" },
                        { value: "cli", label: "CLI" },
                        { value: "cloudformation", label: "CloudFormation" },
                    ]}
                />
            }
        >
            {form === "console" ? (
                <div className="bg-sunken border-line flex max-w-4xl items-start gap-2 rounded-lg border py-2.5 pr-1.5 pl-3.5">
                    <p className="min-w-0 flex-1 break-words">{of.remedy}</p>
                    <CopyButton text={of.remedy} label="Copy what to do in the console" />
                </div>
            ) : code == null ? (
                <p className="text-ink-2">
                    {form === "cli"
                        ? "There is no way by the command line."
                        : "There is no way by CloudFormation."}
                </p>
            ) : (
                <>
                    <CodeBlock
                        code={code.trim()}
                        wrap={form === "cli"}
                        label={form === "cli" ? "Command" : "CloudFormation template"}
                    />
                    {/\b[A-Z]{2,}_[A-Z]{2,}\b|\bREGION\b/.test(code) && (
                        <p className="text-ink-3 mt-1.5 text-xs">
                            Put in yourself what stands in capitals{here}.
                        </p>
                    )}
                </>
            )}
            <p className="text-ink-3 mt-1.5 text-xs">
                Skytally only reads: the change is yours to make. {then}
            </p>
        </Section>
    );
}
