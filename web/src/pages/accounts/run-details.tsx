/** One run: what it saw and did not see, how the checks came out, and the price of its calls. */
import { useQuery } from "@tanstack/react-query";

import { checksQuery } from "~/api/catalogue";
import { readSummary, readUnseen, type Tally } from "~/api/runs";
import type { Run } from "~/api/types";
import { number, plural, sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Code } from "~/ui/code-block";
import { Fact, Facts } from "~/ui/facts";
import { Link } from "~/ui/link";
import { Section } from "~/ui/section";
import { StateBadge } from "~/ui/state-badge";
import { Time } from "~/ui/time";

import { callsPrice, durationOf } from "./account-rows";
import { RunProgress } from "./run-progress";
import { UnseenList } from "./unseen-list";

export function RunDetails({ workspace, run }: { workspace: string; run: Run }) {
    const summary = readSummary(run);
    const unseen = readUnseen(run);
    const published = run.state === "complete" || run.state === "partial";
    return (
        <div className="flex flex-col gap-6">
            {run.state === "running" && <RunProgress run={run} />}
            {summary.failure !== null && <Alert tone="bad">{sentence(summary.failure)}</Alert>}
            <Facts>
                <Fact name="State">
                    <StateBadge state={run.state === "complete" ? "done" : run.state} />
                </Fact>
                <Fact name="Started">
                    <Time at={run.started} as="exact" />
                </Fact>
                <Fact name="Ended">
                    <Time at={run.ended} as="exact" none="Not yet" />
                </Fact>
                <Fact name="Took">{durationOf(run) ?? "–"}</Fact>
                <Fact name="Why">{run.wanted ? "Somebody asked for it" : "It was due"}</Fact>
                <Fact name="Generation">{run.generation ?? "None"}</Fact>
                <Fact name="Listings">
                    {number(run.listed)} of {number(run.listings)}
                </Fact>
                <Fact name="Resources">
                    {published || run.state === "running" ? number(run.documents) : "–"}
                </Fact>
                {summary.price !== null && (
                    <Fact name="Price of looking">
                        {callsPrice(summary.price.nanoUsd)} for {plural(summary.price.calls, "call")}, by list
                        price
                        {summary.price.throttled > 0 &&
                            `, ${number(summary.price.throttled)} of them throttled`}
                    </Fact>
                )}
                {summary.regions !== null && (
                    <Fact name="Regions">
                        {summary.regions.length === 0 ? "None" : summary.regions.join(", ")}
                    </Fact>
                )}
                {summary.caller !== null && (
                    <Fact name="Looked as">
                        <Code>{summary.caller}</Code>
                    </Fact>
                )}
                <Fact name="Node">{run.node}</Fact>
            </Facts>
            {summary.notes.length > 0 && (
                <Alert tone="info">
                    {summary.notes.map((note) => (
                        <p key={note}>{sentence(note)}.</p>
                    ))}
                </Alert>
            )}
            {published && (
                <Section title="What it did not see">
                    {unseen.length === 0 ? (
                        <p className="text-ink-2 text-sm">
                            {run.state === "complete"
                                ? "It saw everything that it looked for."
                                : "It was partial, and does not say what is missing."}
                        </p>
                    ) : (
                        <UnseenList workspace={workspace} rows={unseen} account={run.account} />
                    )}
                </Section>
            )}
            {summary.tallies !== null && summary.tallies.length > 0 && (
                <Tallies workspace={workspace} account={run.account} tallies={summary.tallies} />
            )}
        </div>
    );
}

function Tallies({
    workspace,
    account,
    tallies,
}: {
    workspace: string;
    account: string;
    tallies: readonly Tally[];
}) {
    const checks = useQuery(checksQuery());
    const titleOf = (id: string): string => checks.data?.items.find((check) => check.id === id)?.title ?? id;
    const rows = [...tallies].sort((a, b) => b.fail - a.fail || b.unknown - a.unknown || b.pass - a.pass);
    return (
        <Section title="How the checks came out" about="Resources by outcome, the most failures first.">
            <table className="w-full text-sm" aria-label="Outcomes by check">
                <thead className="text-ink-3 text-xs">
                    <tr className="border-line border-b text-left">
                        <th scope="col" className="py-1.5 pr-2 font-medium">
                            Check
                        </th>
                        {["Fail", "Unknown", "Pass"].map((head) => (
                            <th key={head} scope="col" className="w-16 py-1.5 pl-2 text-right font-medium">
                                {head}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {rows.map((tally) => (
                        <tr key={tally.check} className="border-line border-b last:border-b-0">
                            <td className="py-1.5 pr-2">
                                <Link
                                    to={paths.check(workspace, tally.check, { account })}
                                    className="break-words"
                                >
                                    {titleOf(tally.check)}
                                </Link>
                            </td>
                            <td
                                className={`tabular pl-2 text-right ${tally.fail > 0 ? "text-critical font-medium" : "text-ink-3"}`}
                            >
                                {number(tally.fail)}
                            </td>
                            <td
                                className={`tabular pl-2 text-right ${tally.unknown > 0 ? "text-unknown font-medium" : "text-ink-3"}`}
                            >
                                {number(tally.unknown)}
                            </td>
                            <td className="tabular text-ink-2 pl-2 text-right">{number(tally.pass)}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </Section>
    );
}
