/** A control: its state, and when it is open its checks; each of them opens its resources. On paper all is open. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";

import { checkQuery } from "~/api/beside-findings";
import type { CheckStanding, ControlStanding } from "~/api/posture";
import { cx } from "~/lib/cx";
import { number } from "~/lib/format";
import { paths } from "~/lib/paths";
import { CheckEvidence } from "~/pages/checks/check-evidence";
import { partsOf, unseenText } from "~/pages/checks/outcomes";
import { Link } from "~/ui/link";
import { OutcomeWords } from "~/ui/outcome-bar";
import { QueryView } from "~/ui/query-view";
import { SeverityBadge } from "~/ui/severity-badge";
import { Skeleton } from "~/ui/skeleton";
import { StateBadge } from "~/ui/state-badge";
import { UnknownBadge } from "~/ui/unknown-badge";

import { openCheck, STATE_MEANS } from "./controls";
import { PrintedEvidence } from "./printed-evidence";
import type { Evidence } from "./use-print";

/** Up to so many resources with words of their own, a check stays on one page of paper. */
const WHOLE_MAX = 8;

interface Props {
    workspace: string;
    framework: string;
    control: ControlStanding;
    account: string | undefined;
    open: readonly string[];
    onToggle: (what: string) => void;
    evidence: Evidence | null;
}

export function ControlRow(props: Props) {
    const { control, open, onToggle } = props;
    const { id, title, state, checks } = control;
    const is = open.includes(id);
    return (
        <li id={`control-${id}`} className="scroll-mt-16">
            <button
                type="button"
                aria-expanded={is}
                onClick={() => onToggle(id)}
                className="hover:bg-hover flex w-full items-center gap-3 rounded-lg px-4 py-2.5 text-left text-sm -outline-offset-2 phone:items-start print:break-after-avoid"
            >
                <ChevronRight
                    aria-hidden
                    size={14}
                    className={cx("text-ink-3 shrink-0 phone:mt-1 print:hidden", is && "rotate-90")}
                />
                <span className="tabular w-18 shrink-0 font-medium phone:w-auto">{id}</span>
                <span className="min-w-0 flex-1">{title}</span>
                <span className="flex shrink-0 items-center">
                    {state === "unknown" ? <UnknownBadge /> : <StateBadge state={state} />}
                </span>
            </button>
            <div className={cx("px-4 pb-3.5 sm:pl-11 print:block print:pl-4", !is && "hidden")}>
                <p className="text-ink-3 mb-2 text-xs break-after-avoid">{STATE_MEANS[state]}</p>
                <ul className="flex flex-col gap-2">
                    {checks.map((check) => (
                        <CheckOfControl key={check.check} {...props} check={check} />
                    ))}
                </ul>
            </div>
        </li>
    );
}

function CheckOfControl(props: Props & { check: CheckStanding }) {
    const { workspace, framework, control, account, check, open, onToggle, evidence } = props;
    const key = openCheck(control.id, check.check);
    const is = open.includes(key);
    const because = unseenText(check);
    const parts = partsOf(check);
    return (
        <li
            className={cx(
                "border-line rounded-md border",
                check.fail + check.unknown <= WHOLE_MAX && "break-inside-avoid",
            )}
        >
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 py-2 break-after-avoid">
                <button
                    type="button"
                    aria-expanded={is}
                    aria-label={`Resources: ${check.title}`}
                    onClick={() => onToggle(key)}
                    className="text-ink-3 hover:bg-hover hover:text-ink grid size-6 shrink-0 place-items-center rounded-md phone:size-10 print:hidden"
                >
                    <ChevronRight aria-hidden size={14} className={is ? "rotate-90" : ""} />
                </button>
                <span className="min-w-0 flex-1 basis-60 text-sm">
                    <Link to={paths.check(workspace, check.check, { account })}>{check.title}</Link>
                    <span className="text-ink-3 ml-2 font-mono text-2xs break-all">{check.check}</span>
                </span>
                <SeverityBadge severity={check.severity} />
                <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
                    <OutcomeWords parts={parts} />
                    {parts.every(({ value }) => value === 0) && because === null && (
                        <span className="text-ink-3 tabular text-xs">
                            {check.not_applicable > 0
                                ? `Not applicable to ${number(check.not_applicable)}`
                                : "No outcome"}
                        </span>
                    )}
                    {check.muted > 0 && (
                        <span className="text-ink-3 tabular text-xs">{number(check.muted)} muted</span>
                    )}
                    {because !== null && <UnknownBadge because={because}>Not all seen</UnknownBadge>}
                </span>
            </div>
            {is && (
                <div className="border-line border-t p-3 print:hidden">
                    <Resources
                        workspace={workspace}
                        framework={framework}
                        control={control.id}
                        check={check}
                        account={account}
                    />
                </div>
            )}
            {evidence !== null && (
                <PrintedEvidence workspace={workspace} evidence={evidence.get(key)} check={check} />
            )}
        </li>
    );
}

/** Of a check with variants, a control counts only some: the check says which. */
function Resources({
    workspace,
    framework,
    control,
    check,
    account,
}: {
    workspace: string;
    framework: string;
    control: string;
    check: CheckStanding;
    account: string | undefined;
}) {
    const query = useQuery(checkQuery(check.check));
    return (
        <QueryView
            query={query}
            what="What the control asks of this check"
            loading={<Skeleton className="h-9 w-full" />}
        >
            {({ controls, variants }) => {
                const only =
                    controls.find((one) => one.framework === framework && one.control === control)
                        ?.variants ?? [];
                return (
                    <>
                        {only.length > 0 && only.length < variants.length && (
                            <p className="text-ink-3 mb-2 text-xs">
                                The control counts only:{" "}
                                {only
                                    .map((name) => variants.find((one) => one.name === name)?.title ?? name)
                                    .join("; ")}
                                .
                            </p>
                        )}
                        <CheckEvidence
                            workspace={workspace}
                            standing={check}
                            account={account}
                            variants={only}
                        />
                    </>
                );
            }}
        </QueryView>
    );
}
