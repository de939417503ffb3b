/** What to do where the check fails, in three forms to copy; and pages that say more. */
import { useState } from "react";

import type { CheckDetails } from "~/api/posture";
import { CodeBlock } from "~/ui/code-block";
import { CopyButton } from "~/ui/copy-button";
import { OutLink } from "~/ui/link";
import { Section } from "~/ui/section";
import { Segments } from "~/ui/segments";

type Form = "console" | "cli" | "cloudformation";

export function CheckRemedy({ check }: { check: CheckDetails }) {
    const [form, setForm] = useState<Form>("console");
    const code = form === "cli" ? check.remedy_cli : check.remedy_cloudformation;
    return (
        <>
            <Section
                title="What to do"
                about="Skytally only reads: the change is yours to make."
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
                        {/\b[A-Z]{2,}_[A-Z]{2,}\b|\bREGION\b/.test(code) && (
                            <p className="text-ink-3 mt-1.5 text-xs">
                                Put in yourself what stands in capitals.
                            </p>
                        )}
                    </>
                )}
            </Section>
            <Section title="Pages that say more">
                {check.references.length === 0 ? (
                    <p className="text-ink-2">The check names none.</p>
                ) : (
                    <ul className="flex flex-col gap-1">
                        {check.references.map((url) => (
                            <li key={url}>
                                <OutLink href={url} className="break-all">
                                    {url}
                                </OutLink>
                            </li>
                        ))}
                    </ul>
                )}
            </Section>
        </>
    );
}
