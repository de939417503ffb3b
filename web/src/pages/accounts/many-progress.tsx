/** How far the linking of many accounts is, each for itself. */
import { CircleCheck, CircleX, Clock, LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";

import { number, plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { ButtonLink, Link } from "~/ui/link";

import type { Many, Outcome, Wanted } from "./link-many";

interface Props {
    workspace: string;
    wanted: readonly Wanted[];
    many: Many;
    onRetry: (failed: readonly Wanted[]) => void;
    onBack: () => void;
}

export function ManyProgress({ workspace, wanted, many, onRetry, onBack }: Props) {
    const { outcomes, going } = many;
    const of = (one: Wanted): Outcome => outcomes.get(one.aws_account) ?? { state: "waiting" };
    const linked = wanted.filter((one) => of(one).state === "linked").length;
    const failed = wanted.filter((one) => of(one).state === "failed");
    const ended = linked + failed.length;
    return (
        <>
            <div
                role="progressbar"
                aria-label="Accounts linked"
                aria-valuemin={0}
                aria-valuemax={wanted.length}
                aria-valuenow={ended}
                className="bg-sunken mb-2 h-1.5 overflow-hidden rounded-full"
            >
                <span
                    className="bg-accent block h-full rounded-full transition-[width]"
                    style={{ width: `${wanted.length === 0 ? 0 : (100 * ended) / wanted.length}%` }}
                />
            </div>
            <p role="status" className="text-ink-2 mb-4 text-sm">
                {number(linked)} of {plural(wanted.length, "account")} linked
                {failed.length > 0 && `, ${number(failed.length)} not`}
                {going ? ". Stay on this page until it is done." : "."}
            </p>
            <ul className="border-line bg-surface divide-line shadow-card mb-4 divide-y rounded-lg border text-sm">
                {wanted.map((one) => (
                    <li key={one.aws_account} className="flex items-start gap-3 px-4 py-2.5">
                        <Mark outcome={of(one)} />
                        <span className="min-w-0 flex-1">
                            <span className="font-medium">{one.name}</span>{" "}
                            <span className="text-ink-3 tabular text-xs">{one.aws_account}</span>
                            <What outcome={of(one)} workspace={workspace} />
                        </span>
                    </li>
                ))}
            </ul>
            <div className="flex flex-wrap gap-2">
                {failed.length > 0 && (
                    <Button kind="primary" loading={going} onClick={() => onRetry(failed)}>
                        Try {plural(failed.length, "account")} again
                    </Button>
                )}
                {!going && linked > 0 && (
                    <ButtonLink to={paths.accounts(workspace)} kind={failed.length > 0 ? "plain" : "primary"}>
                        Follow their first runs
                    </ButtonLink>
                )}
                {!going && <Button onClick={onBack}>Back</Button>}
            </div>
        </>
    );
}

function Mark({ outcome }: { outcome: Outcome }): ReactNode {
    const icon = { "aria-hidden": true, size: 16 } as const;
    switch (outcome.state) {
        case "waiting":
            return <Clock {...icon} className="text-ink-3 mt-0.5 shrink-0" />;
        case "linking":
            return <LoaderCircle {...icon} className="text-accent-text mt-0.5 shrink-0 animate-spin" />;
        case "linked":
            return <CircleCheck {...icon} className="text-good mt-0.5 shrink-0" />;
        case "failed":
            return <CircleX {...icon} className="text-critical mt-0.5 shrink-0" />;
    }
}

function What({ outcome, workspace }: { outcome: Outcome; workspace: string }): ReactNode {
    switch (outcome.state) {
        case "waiting":
            return <span className="text-ink-3 block text-xs">Waits</span>;
        case "linking":
            return <span className="text-ink-2 block text-xs">Is being proved and linked</span>;
        case "linked":
            return (
                <span className="text-ink-2 block text-xs">
                    Linked. <Link to={paths.account(workspace, outcome.account)}>See it</Link>
                </span>
            );
        case "failed":
            return <span className="text-critical block text-xs break-words">{outcome.problem}</span>;
    }
}
