/** What the check is tried on: made-up resources, and what it says of each. They are its tests. */
import { ChevronRight } from "lucide-react";
import { useState } from "react";

import type { CheckDetails } from "~/api/posture";
import { sentence } from "~/lib/format";
import { kindName } from "~/lib/kinds";
import { JsonView } from "~/ui/json-view";
import { SeverityBadge } from "~/ui/severity-badge";
import { StateBadge } from "~/ui/state-badge";

type Example = CheckDetails["examples"][number];

const ORDER = ["fail", "unknown", "pass", "not-applicable"];
const rank = ({ outcome }: Example): number => {
    const at = ORDER.indexOf(outcome);
    return at === -1 ? ORDER.length : at;
};

export function CheckExamples({ check }: { check: CheckDetails }) {
    if (check.examples.length === 0)
        return <p className="text-ink-2">The check has no examples: it is not made of a rule.</p>;
    const examples = [...check.examples].sort((a, b) => rank(a) - rank(b));
    return (
        <>
            <p className="text-ink-2 mb-3 text-sm">
                Made-up resources, and what the check says of each. Whenever Skytally is built, it must say
                the same.
            </p>
            <ul className="border-line bg-surface divide-line shadow-card divide-y rounded-lg border">
                {examples.map((example, index) => (
                    <ExampleRow key={`${example.name} ${index}`} example={example} check={check} />
                ))}
            </ul>
        </>
    );
}

function ExampleRow({ example, check }: { example: Example; check: CheckDetails }) {
    const [open, setOpen] = useState(false);
    const { name, outcome, kind, variant, severity, message, now, variables, document, related, unseen } =
        example;
    const variantTitle = check.variants.find((one) => one.name === variant)?.title ?? variant;
    const more: { name: string; value: unknown }[] = [
        { name: "The resource", value: document },
        { name: "Others of the account", value: related },
        { name: "Variables", value: variables },
    ].filter(({ value }) => Object.keys(value).length > 0);
    return (
        <li>
            <button
                type="button"
                aria-expanded={open}
                onClick={() => setOpen(!open)}
                className="hover:bg-hover flex w-full items-start gap-3 rounded-md px-4 py-2.5 text-left text-sm -outline-offset-2"
            >
                <ChevronRight
                    aria-hidden
                    size={14}
                    className={`text-ink-3 mt-1 shrink-0 ${open ? "rotate-90" : ""}`}
                />
                <span className="w-28 shrink-0 phone:w-auto">
                    <StateBadge state={outcome.replaceAll("-", "_")} />
                </span>
                <span className="min-w-0 flex-1">
                    {sentence(name)}
                    {(variantTitle ?? null) !== null && (
                        <span className="text-ink-3 block text-xs">{variantTitle}</span>
                    )}
                </span>
                {severity != null && outcome === "fail" && <SeverityBadge severity={severity} />}
            </button>
            {open && (
                <div className="flex flex-col gap-3 px-4 pt-1 pb-4 sm:pl-11">
                    {message != null && <p className="text-sm">&ldquo;{sentence(message)}&rdquo;</p>}
                    <p className="text-ink-3 flex flex-wrap gap-x-4 text-xs empty:hidden">
                        {kind != null && <span>{kindName(kind)}</span>}
                        {now != null && <span>Looked at: {now}</span>}
                        {unseen.length > 0 && <span>Not seen: {unseen.map(kindName).join(", ")}</span>}
                    </p>
                    {more.map(({ name: label, value }) => (
                        <div key={label}>
                            <p className="text-ink-3 mb-1 text-xs">{label}</p>
                            <JsonView value={value} label={`${label}: ${name}`} />
                        </div>
                    ))}
                    {more.length === 0 && <p className="text-ink-2 text-sm">Nothing was seen of it.</p>}
                </div>
            )}
        </li>
    );
}
