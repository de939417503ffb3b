/** What a cloud account is, where it stands, and what its newest run could not see. */
import { useQuery } from "@tanstack/react-query";

import { resourceCountsQuery } from "~/api/accounts";
import { overviewQuery } from "~/api/overview";
import { readSummary, readUnseen } from "~/api/runs";
import type { Account } from "~/api/types";
import { sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Card } from "~/ui/card";
import { Code } from "~/ui/code-block";
import { CopyButton } from "~/ui/copy-button";
import { Count } from "~/ui/count";
import { Fact, Facts } from "~/ui/facts";
import { ButtonLink, Link } from "~/ui/link";
import { Section } from "~/ui/section";
import { Time } from "~/ui/time";
import { UnknownBadge } from "~/ui/unknown-badge";

import { KeyAge } from "./access-view";
import { collectedAt, failureOf, interval, isPublished } from "./account-rows";
import { Due, LookPriceCell } from "./accounts-columns";
import { RunProgress } from "./run-progress";
import { UnseenList } from "./unseen-list";

const NOT_YET = "it has no generation yet";

export function AccountFacts({ workspace, account }: { workspace: string; account: Account }) {
    const overview = useQuery({ ...overviewQuery(workspace), retry: false });
    const counts = useQuery({ ...resourceCountsQuery(workspace), retry: false });
    const change = overview.data?.accounts.find((one) => one.account === account.id);
    const resources = counts.data?.items
        .filter((item) => item.account === account.id)
        .reduce((sum, item) => sum + item.resources, 0);
    const run = account.newest_run;
    const sample = account.access.by === "sample";
    return (
        <>
            <Standing workspace={workspace} account={account} />
            <div className="grid grid-cols-[3fr_2fr] gap-4 max-lg:grid-cols-1">
                <Card>
                    <Facts>
                        <Fact name="AWS account">
                            <span className="inline-flex items-center gap-1">
                                <span className="tabular">{account.aws_account}</span>
                                <CopyButton text={account.aws_account} label="Copy the AWS account" />
                            </span>
                        </Fact>
                        {account.partition !== "aws" && <Fact name="Partition">{account.partition}</Fact>}
                        <AccessFacts account={account} />
                        <Fact name="Linked">
                            <Time at={account.created} as="date" />
                        </Fact>
                        <Fact name="Regions">
                            {account.regions.length === 0 ? "All that it has on" : account.regions.join(", ")}
                        </Fact>
                        <Fact name="Services">
                            {account.services.length === 0
                                ? "All of the catalogue"
                                : account.services.join(", ")}
                        </Fact>
                    </Facts>
                </Card>
                <Card>
                    <Facts>
                        <Fact name="Last collected">
                            {account.generation === 0 ? (
                                <UnknownBadge because={NOT_YET}>Not yet</UnknownBadge>
                            ) : (
                                <Time at={collectedAt(account, change)} />
                            )}
                        </Fact>
                        <Fact name="Next due">
                            <Due account={account} />
                        </Fact>
                        <Fact name="Interval">
                            {sample ? "–" : `Every ${interval(account.every_minutes)}`}
                        </Fact>
                        <Fact name="Generation">
                            {account.generation === 0 ? (
                                <span className="text-ink-3">None yet</span>
                            ) : (
                                <span className="tabular">{account.generation}</span>
                            )}
                        </Fact>
                        <Fact name="Resources">
                            {account.generation === 0 ? (
                                <UnknownBadge because={NOT_YET} />
                            ) : (
                                <Link to={paths.inventory(workspace, { account: account.id })}>
                                    <Count value={resources ?? null} />
                                </Link>
                            )}
                        </Fact>
                        <Fact name="Last look cost">
                            <LookPriceCell account={account} />
                        </Fact>
                    </Facts>
                </Card>
            </div>
            {run != null && isPublished(run) && (
                <div className="mt-8">
                    <NotSeen workspace={workspace} account={account} />
                </div>
            )}
        </>
    );
}

function AccessFacts({ account }: { account: Account }) {
    const { access } = account;
    switch (access.by) {
        case "role":
            return (
                <>
                    <Fact name="Role">
                        <Code>{access.role_arn}</Code>
                    </Fact>
                    <Fact name="External id">
                        <Code>{access.external_id}</Code>
                    </Fact>
                </>
            );
        case "key":
            return (
                <>
                    <Fact name="Access key">
                        <Code>{access.access_key_id}</Code>
                    </Fact>
                    <Fact name="Age of the key">
                        <KeyAge created={access.created} />
                    </Fact>
                </>
            );
        case "sample":
            return <Fact name="Access">None: it is the sample estate, made up, with no AWS behind it.</Fact>;
    }
}

/** What somebody should know before anything else. */
function Standing({ workspace, account }: { workspace: string; account: Account }) {
    if (account.running) {
        return (
            <Card className="mb-4">
                <p className="mb-2 text-sm font-medium">A run is going on</p>
                <RunProgress run={account.newest_run} />
            </Card>
        );
    }
    if (account.failures > 0) {
        const why = failureOf(account);
        return (
            <Alert
                tone="bad"
                className="mb-4"
                action={
                    <ButtonLink size="sm" to={paths.account(workspace, account.id, { tab: "permissions" })}>
                        Test the permissions
                    </ButtonLink>
                }
            >
                The newest {account.failures === 1 ? "run" : `${account.failures} runs`} gave no generation:
                what is shown is {account.generation === 0 ? "nothing" : "older"}.{" "}
                {why === null ? "Why is not written down." : `${sentence(why)}.`}
            </Alert>
        );
    }
    if (account.paused != null) {
        return (
            <Alert tone="warn" className="mb-4">
                Paused <Time at={account.paused} />: nobody looks, and what is shown grows old.
            </Alert>
        );
    }
    return null;
}

function NotSeen({ workspace, account }: { workspace: string; account: Account }) {
    const run = account.newest_run;
    if (run == null) return null;
    const rows = readUnseen(run);
    const { notes } = readSummary(run);
    return (
        <Section
            title="What the newest run could not see"
            {...(rows.length > 0 ? { about: "Checks that need it are unknown until it can be seen." } : {})}
        >
            {notes.length > 0 && (
                <ul className="text-ink-2 mb-3 flex flex-col gap-1 text-sm">
                    {notes.map((note) => (
                        <li key={note}>{sentence(note)}.</li>
                    ))}
                </ul>
            )}
            {rows.length === 0 ? (
                <p className="text-ink-2 text-sm">
                    {run.state === "complete"
                        ? "It saw everything that it looked for."
                        : "It was partial, and does not say what is missing."}
                </p>
            ) : (
                <UnseenList workspace={workspace} rows={rows} account={account.id} />
            )}
        </Section>
    );
}
