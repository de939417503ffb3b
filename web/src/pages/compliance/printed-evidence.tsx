/** The resources of a check on paper. Closely set: what fails and what is unknown with its reason, what passes by name. */
import { useQuery } from "@tanstack/react-query";

import { accountsQuery } from "~/api/accounts";
import type { CheckResource, CheckStanding, First, Outcome } from "~/api/posture";
import { number } from "~/lib/format";
import { accountOf, nameOf, regionOf } from "~/pages/checks/check-resource";
import { OUTCOME_WORD, OUTCOMES, say } from "~/pages/checks/outcomes";

import type { PrintedCheck } from "./use-print";

interface Props {
    workspace: string;
    check: CheckStanding;
    evidence: PrintedCheck | undefined;
}

const HEAD: Record<Outcome, string> = { fail: "text-critical", unknown: "text-unknown", pass: "text-good" };

export function PrintedEvidence({ workspace, check, evidence }: Props) {
    const accounts = useQuery(accountsQuery(workspace)).data?.items;
    const where = (row: CheckResource): string =>
        `${accountOf(row.account, accounts)}, ${regionOf(row.region)}`;
    return (
        <div className="hidden px-3 pb-2.5 text-xs print:block">
            {OUTCOMES.filter((outcome) => check[outcome] > 0).map((outcome) => {
                const read = evidence?.[outcome];
                return (
                    <div key={outcome} className="mt-1.5">
                        <p className={`font-semibold break-after-avoid ${HEAD[outcome]}`}>
                            {OUTCOME_WORD[outcome]} {number(check[outcome])}
                        </p>
                        {read === undefined ? null : "failed" in read ? (
                            <p className="text-unknown">The resources could not be read: {read.failed}.</p>
                        ) : outcome === "pass" ? (
                            <p className="text-ink-2 break-words">
                                {read.items.map((row) => `${nameOf(row)} (${where(row)})`).join("; ")}
                                {rest(read, check[outcome])}
                            </p>
                        ) : (
                            <>
                                <ul>
                                    {read.items.map((row) => (
                                        <li
                                            key={`${row.account} ${row.variant ?? ""} ${row.kind} ${row.region} ${row.resource}`}
                                            className="break-inside-avoid break-words"
                                        >
                                            <span className="font-medium">{nameOf(row)}</span>{" "}
                                            <span className="text-ink-3">
                                                ({where(row)}
                                                {row.muted ? ", muted" : ""})
                                            </span>{" "}
                                            <span className="text-ink-2">
                                                {say(
                                                    (outcome === "unknown" ? row.unknown_because : null) ??
                                                        row.message ??
                                                        "",
                                                )}
                                            </span>
                                        </li>
                                    ))}
                                </ul>
                                <p className="text-ink-2">{rest(read, check[outcome])}</p>
                            </>
                        )}
                    </div>
                );
            })}
        </div>
    );
}

const rest = ({ items, more }: First, count: number): string =>
    !more && items.length >= count
        ? ""
        : ` And ${number(Math.max(count - items.length, 0))} more, not named here.`;
