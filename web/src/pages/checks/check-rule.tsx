/** How the check tells: its rules in CEL, what they read, the permissions behind that, and its variables. */
import type { CheckDetails } from "~/api/posture";
import { kindName } from "~/lib/kinds";
import { paths } from "~/lib/paths";
import { CodeBlock } from "~/ui/code-block";
import { CopyButton } from "~/ui/copy-button";
import { Link } from "~/ui/link";
import { Section } from "~/ui/section";

import { CheckVariables } from "./check-variables";

type Rule = CheckDetails["rules"][number];

const MEMBERS: readonly { of: keyof Rule; says: string }[] = [
    { of: "when", says: "Has something to say when" },
    { of: "pass", says: "Passes when" },
    { of: "message", says: "Says otherwise" },
    { of: "severity", says: "Is as bad as" },
    { of: "saving", says: "Mending saves, in millionths of a dollar a month" },
];

export function CheckRule({ workspace, check }: { workspace: string; check: CheckDetails }) {
    const { rules, variants, reads, permissions } = check;
    return (
        <>
            <Section
                title={rules.length > 1 ? "Rules" : "Rule"}
                about={
                    rules.length === 0
                        ? undefined
                        : "In CEL, over the document of a resource. What was not seen makes the outcome unknown."
                }
            >
                {rules.length === 0 ? (
                    <p className="text-ink-2">
                        Skytally makes this check itself, on its own way into a cloud account. It has no rule
                        in the catalogue.
                    </p>
                ) : (
                    <ul className="flex flex-col gap-5">
                        {rules.map((rule) => (
                            <li key={rule.kind}>
                                <h3 className="mb-2 text-sm font-medium">
                                    {kindName(rule.kind)}{" "}
                                    <span className="text-ink-3 font-mono text-xs font-normal">
                                        {rule.kind}
                                    </span>
                                </h3>
                                <div className="flex flex-col gap-2.5">
                                    {MEMBERS.map(({ of, says }) => {
                                        const code = rule[of];
                                        return code == null ? null : (
                                            <div key={of}>
                                                <p className="text-ink-3 mb-1 text-xs">{says}</p>
                                                <CodeBlock
                                                    code={code.trim()}
                                                    wrap
                                                    label={`${says}: ${kindName(rule.kind)}`}
                                                />
                                            </div>
                                        );
                                    })}
                                </div>
                            </li>
                        ))}
                    </ul>
                )}
            </Section>
            {variants.length > 0 && (
                <Section title="Variants" about="The rule is asked once for each of these.">
                    <ul className="border-line bg-surface divide-line shadow-card divide-y rounded-lg border text-sm">
                        {variants.map(({ name, title, variables }) => (
                            <li
                                key={name}
                                className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-4 py-2.5"
                            >
                                <span className="min-w-0">
                                    {title} <span className="text-ink-3 font-mono text-xs">{name}</span>
                                </span>
                                <code className="text-ink-2 max-w-full font-mono text-xs break-all">
                                    {JSON.stringify(variables)}
                                </code>
                            </li>
                        ))}
                    </ul>
                </Section>
            )}
            <CheckVariables workspace={workspace} check={check} />
            <Section title="What it reads">
                {reads.length === 0 ? (
                    <p className="text-ink-2">No document.</p>
                ) : (
                    <ul className="border-line bg-surface divide-line shadow-card divide-y rounded-lg border text-sm">
                        {reads.map(({ kind, parts }) => (
                            <li
                                key={kind}
                                className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-4 py-2.5"
                            >
                                <Link to={paths.inventory(workspace, { kind })}>{kindName(kind)}</Link>
                                <span className="text-ink-2">
                                    {parts.length === 0 ? (
                                        "The document itself"
                                    ) : (
                                        <>
                                            and its parts{" "}
                                            <span className="font-mono text-xs break-all">
                                                {parts.join(", ")}
                                            </span>
                                        </>
                                    )}
                                </span>
                            </li>
                        ))}
                    </ul>
                )}
            </Section>
            <Section
                title="Permissions that it needs"
                about="Without them the outcome is unknown, not a pass."
            >
                {permissions.length === 0 ? (
                    <p className="text-ink-2">None.</p>
                ) : (
                    <div className="bg-sunken border-line flex items-start gap-2 rounded-lg border py-2 pr-1.5 pl-3.5">
                        <ul className="flex min-w-0 flex-1 flex-wrap gap-x-5 gap-y-1 py-0.5 font-mono text-xs">
                            {permissions.map((action) => (
                                <li key={action} className="break-all">
                                    {action}
                                </li>
                            ))}
                        </ul>
                        <CopyButton text={permissions.join("\n")} label="Copy the permissions" />
                    </div>
                )}
            </Section>
        </>
    );
}
