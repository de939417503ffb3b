/** What to do about it, in three forms, to copy. */
import { useState } from "react";

import type { Check, Finding } from "~/api/types";
import { CodeBlock } from "~/ui/code-block";
import { CopyButton } from "~/ui/copy-button";
import { Section } from "~/ui/section";
import { Segments } from "~/ui/segments";

type Form = "console" | "cli" | "cloudformation";

export function FindingRemedy({ check, finding }: { check: Check; finding: Finding }) {
    const [form, setForm] = useState<Form>("console");
    const code = form === "cli" ? check.remedy_cli : check.remedy_cloudformation;
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
                <div className="bg-sunken border-line flex items-start gap-2 rounded-lg border py-2.5 pr-1.5 pl-3.5">
                    <p className="min-w-0 flex-1 break-words">{check.remedy}</p>
                    <CopyButton text={check.remedy} label="Copy what to do in the console" />
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
                    {/[A-Z]{2,}_[A-Z]{2,}|\bREGION\b/.test(code) && (
                        <p className="text-ink-3 mt-1.5 text-xs">
                            Put in yourself what stands in capitals: here the resource is{" "}
                            <span className="font-mono break-all">{finding.resource}</span>
                            {finding.region === "global" ? "" : `, the region ${finding.region}`}.
                        </p>
                    )}
                </>
            )}
            <p className="text-ink-3 mt-1.5 text-xs">
                Skytally only reads: the change is yours to make. It is resolved when the next collection sees
                it.
            </p>
        </Section>
    );
}
