/** Everything about one finding: what is wrong, its life, why it matters, what to do, and what else it touches. */
import { useQuery } from "@tanstack/react-query";
import { ListChecks } from "lucide-react";

import { accountsQuery } from "~/api/accounts";
import { checkQuery } from "~/api/beside-findings";
import type { FindingDetail } from "~/api/findings";
import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { CopyButton } from "~/ui/copy-button";
import { Fact, Facts } from "~/ui/facts";
import { Link } from "~/ui/link";
import { Money } from "~/ui/money";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { Skeleton } from "~/ui/skeleton";

import { accountName } from "./finding-columns";
import { FindingControls } from "./finding-controls";
import { FindingLife } from "./finding-life";
import { OthersOfCheck, OthersOfResource } from "./finding-others";
import { FindingRemedy } from "./finding-remedy";
import { pillarName, regionName, resourceName, standing, said, ended } from "./finding-words";

export function FindingBody({ workspace, detail }: { workspace: string; detail: FindingDetail }) {
    const { finding, events } = detail;
    const { account, kind, region, resource } = finding;
    const accounts = useQuery(accountsQuery(workspace)).data?.items;
    const check = useQuery(checkQuery(finding.check));
    const stands = standing(finding);
    const ref = { account, kind, region, id: resource };
    return (
        <>
            {(stands === "unknown" || stands === "was-open") && (
                <div className="hatch-faint mb-5 rounded-lg p-1">
                    <Alert tone="unknown">
                        <span className="font-medium">
                            {stands === "unknown"
                                ? "It was never seen whether this is so."
                                : "It failed when it was last seen. The newest generation cannot say."}
                        </span>{" "}
                        {ended(said(finding.unknown_because ?? "no reason is known"))}
                    </Alert>
                </div>
            )}
            {stands === "resolved" && (
                <Alert tone="good" className="mb-5">
                    Resolved: {ended(finding.message)}
                </Alert>
            )}
            {(stands === "open" || stands === "was-open") && (
                <p className="mb-5 text-base break-words">{ended(said(finding.message))}</p>
            )}
            <div className="mb-7">
                <Facts>
                    <Fact name="Resource">
                        <span className="inline-flex max-w-full items-start gap-1">
                            <Link to={paths.resource(workspace, ref)} className="min-w-0 break-all">
                                {resourceName(finding)}
                            </Link>
                            <span className="-my-1 shrink-0">
                                <CopyButton text={finding.arn ?? resource} label="Copy its ARN or id" />
                            </span>
                        </span>
                        {resourceName(finding) !== resource && (
                            <span className="text-ink-3 block text-xs break-all">{resource}</span>
                        )}
                    </Fact>
                    <Fact name="Kind">{kind}</Fact>
                    <Fact name="Account">
                        <Link to={paths.account(workspace, account)}>{accountName(accounts, account)}</Link>
                    </Fact>
                    <Fact name="Region">{regionName(region)}</Fact>
                    {finding.variant != null && <Fact name="Variant">{finding.variant}</Fact>}
                    {finding.pillar != null && <Fact name="Pillar">{pillarName(finding.pillar)}</Fact>}
                    {(finding.saving_micro_usd_per_month != null || finding.saving_unknown != null) && (
                        <Fact name="Saving">
                            <Money
                                microUsdPerMonth={finding.saving_micro_usd_per_month}
                                because={finding.saving_unknown}
                            />
                            {finding.saving_micro_usd_per_month != null && (
                                <span className="text-ink-3 block text-xs">
                                    By list price, if it is mended. Not what was spent.
                                </span>
                            )}
                        </Fact>
                    )}
                    <Fact name="Check">
                        <Link to={paths.check(workspace, finding.check)}>{finding.title}</Link>
                        <span className="text-ink-3 block text-xs break-all">{finding.check}</span>
                    </Fact>
                </Facts>
            </div>
            <QueryView
                query={check}
                what="The check"
                loading={<Skeleton className="mb-8 h-32 w-full rounded-lg" />}
            >
                {(view) => (
                    <>
                        <Section title="Why it matters">
                            <p className="text-ink-2 max-w-3xl">{view.risk}</p>
                        </Section>
                        <FindingRemedy check={view} finding={finding} />
                    </>
                )}
            </QueryView>
            <FindingLife workspace={workspace} finding={finding} events={events} />
            <FindingControls workspace={workspace} check={finding.check} />
            <OthersOfResource workspace={workspace} finding={finding} />
            <OthersOfCheck workspace={workspace} finding={finding} accounts={accounts} />
            <p className="text-ink-3 flex items-center gap-1.5 text-xs">
                <ListChecks aria-hidden size={13} />
                Finding <span className="font-mono break-all">{finding.id}</span>
            </p>
        </>
    );
}
