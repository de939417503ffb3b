/** Which permissions an account grants: found by looking, in one region. */
import { CircleCheck, ShieldQuestion } from "lucide-react";
import type { ReactNode } from "react";

import { useTested, useTestPermissions } from "~/api/accounts";
import type { Account, Schema } from "~/api/types";
import { useWorkspace } from "~/app/current";
import { number, plural, sentence } from "~/lib/format";
import { needs } from "~/lib/roles";
import { Button } from "~/ui/button";
import { Code, CodeBlock } from "~/ui/code-block";
import { EmptyState } from "~/ui/empty-state";
import { ErrorState } from "~/ui/error-state";
import { LoadingState } from "~/ui/skeleton";
import { Section } from "~/ui/section";
import { Time } from "~/ui/time";
import { UnknownBadge } from "~/ui/unknown-badge";

import { statement } from "./policy";
import { CopyStatement } from "./unseen-list";

export function PermissionsTab({ workspace, account }: { workspace: string; account: Account }) {
    const role = useWorkspace()?.role;
    const test = useTestPermissions(workspace, account.id);
    const tested = useTested(workspace, account.id);
    const reason =
        account.access.by === "sample"
            ? "The sample estate has no AWS behind it."
            : needs(role, "admin", "test permissions");
    const button = (
        <Button
            kind={tested === undefined ? "primary" : "plain"}
            loading={test.isPending}
            disabledReason={reason}
            onClick={() => test.mutate()}
        >
            {tested === undefined ? "Test the permissions" : "Test again"}
        </Button>
    );
    if (test.isPending) {
        return (
            <>
                <p role="status" className="text-ink-2 mb-3 text-sm">
                    Skytally looks as a run does, in one region. This takes up to a minute.
                </p>
                <LoadingState label="Testing the permissions" rows={4} />
            </>
        );
    }
    if (test.error !== null) {
        return (
            <ErrorState
                error={test.error}
                what="The permissions"
                onRetry={() => test.mutate()}
                retrying={test.isPending}
            />
        );
    }
    if (tested === undefined) {
        return (
            <EmptyState
                icon={<ShieldQuestion aria-hidden size={18} />}
                title="Not tested here yet"
                action={button}
            >
                The test makes the calls of a collection in one region, keeps nothing, and says which
                permissions are granted, refused or could not be tried.
            </EmptyState>
        );
    }
    return <Tested at={tested.at} found={tested.found} button={button} />;
}

function Tested({ at, found, button }: { at: string; found: Schema<"PermissionsView">; button: ReactNode }) {
    const { missing, partly, allowed, untried } = found;
    const whole = missing.length + partly.length + untried.length === 0 && allowed.length > 0;
    return (
        <>
            <div className="mb-6 flex flex-wrap items-center justify-between gap-3">
                <p className="text-ink-2 text-sm">
                    {number(allowed.length)} granted, {number(missing.length)} refused,{" "}
                    {number(partly.length)} refused for some, {number(untried.length)} not tried. Tested{" "}
                    <Time at={at} />.
                </p>
                {button}
            </div>
            {whole && (
                <p className="text-good mb-6 flex items-center gap-2 text-sm">
                    <CircleCheck aria-hidden size={16} /> Everything that a run needs is granted.
                </p>
            )}
            {missing.length > 0 && (
                <Section
                    title={`Refused (${number(missing.length)})`}
                    about="Add this statement to the policy of the role or user, then test again."
                    actions={
                        <CopyStatement
                            actions={missing.map(({ action }) => action)}
                            label="Copy the statement"
                        />
                    }
                >
                    <CodeBlock
                        label="The statement to add"
                        code={statement(missing.map(({ action }) => action))}
                    />
                    <div className="mt-3">
                        <Refusals label="Refused permissions" rows={missing} />
                    </div>
                </Section>
            )}
            {partly.length > 0 && (
                <Section
                    title={`Refused for some resources (${number(partly.length)})`}
                    about="The permission is there, but a resource's own policy or a condition refuses it."
                >
                    <Refusals label="Permissions that are refused for some resources" rows={partly} />
                </Section>
            )}
            {untried.length > 0 && (
                <Section
                    title={`Not tried (${number(untried.length)})`}
                    about="There was nothing to try them on, or something else failed before."
                >
                    <ul className="border-line bg-surface divide-line divide-y rounded-lg border text-sm">
                        {[...byReason(untried)].map(([because, actions]) => (
                            <li key={because} className="flex flex-col gap-1.5 px-4 py-3">
                                <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
                                    <UnknownBadge>Unknown</UnknownBadge>
                                    <span className="min-w-0">{sentence(because)}</span>
                                    <span className="text-ink-3 tabular text-xs">
                                        {plural(actions.length, "permission")}
                                    </span>
                                </span>
                                <span className="text-ink-2 font-mono text-xs leading-5 break-words">
                                    {actions.join(", ")}
                                </span>
                            </li>
                        ))}
                    </ul>
                </Section>
            )}
            {allowed.length > 0 && (
                <details className="mb-8">
                    <summary className="cursor-pointer text-base font-semibold">
                        Granted ({plural(allowed.length, "permission")})
                    </summary>
                    <ul className="text-ink-2 mt-3 grid grid-cols-3 gap-x-6 gap-y-1 font-mono text-xs max-lg:grid-cols-2 phone:grid-cols-1">
                        {allowed.map((action) => (
                            <li key={action} className="break-all">
                                {action}
                            </li>
                        ))}
                    </ul>
                </details>
            )}
        </>
    );
}

/** Permissions that were not tried, by the reason. */
function byReason(untried: readonly Schema<"UntriedView">[]): Map<string, string[]> {
    const reasons = new Map<string, string[]>();
    for (const { action, because } of untried)
        reasons.set(because, [...(reasons.get(because) ?? []), action]);
    return reasons;
}

const Refusals = ({ label, rows }: { label: string; rows: readonly Schema<"DeniedView">[] }) => (
    <ul aria-label={label} className="border-line bg-surface divide-line divide-y rounded-lg border text-sm">
        {rows.map(({ action, call, example }) => (
            <li key={`${action} ${call}`} className="px-4 py-2">
                <Code>{action}</Code>
                <p className="text-ink-2 mt-0.5 text-xs break-words">
                    {call === action ? "Refused" : `${call} was refused`} for {example}
                </p>
            </li>
        ))}
    </ul>
);
