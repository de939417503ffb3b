/** After linking: what was proved, the first run as it goes on, and what it has found. */
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";

import { accountQuery } from "~/api/accounts";
import { fewFindingsQuery, findingCountsQuery } from "~/api/findings";
import { readUnseen } from "~/api/runs";
import type { Account } from "~/api/types";
import { useWorkspace } from "~/app/current";
import { number, plural, sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { SEVERITIES } from "~/lib/severity";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { ButtonLink, Link } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { SeverityMark } from "~/ui/severity-badge";
import { Stepper } from "~/ui/stepper";

import { failureOf } from "./account-rows";
import { KEY_STEPS } from "./link-by-key";
import { ROLE_STEPS } from "./link-by-role";
import { RunProgress } from "./run-progress";
import { useAccountActions } from "./use-account-actions";

const EXTERNAL_ID = "skytally.external-id";

export function FirstRun({ workspace, account: id, by }: { workspace: string; account: string; by: string }) {
    const query = useQuery(accountQuery(workspace, id));
    const steps = by === "key" ? KEY_STEPS : ROLE_STEPS;
    const done = query.data !== undefined && query.data.generation > 0;
    return (
        <>
            <Stepper
                label="Steps of linking"
                steps={steps}
                current={done ? steps.length : steps.length - 1}
            />
            <QueryView query={query} what="The account">
                {(account) => (
                    <div className="flex max-w-3xl flex-col gap-4">
                        <Card>
                            <ul className="flex flex-col gap-3 text-sm">
                                <Proof account={account} workspace={workspace} />
                                <li aria-live="polite">
                                    <Look account={account} workspace={workspace} />
                                </li>
                            </ul>
                        </Card>
                        {account.generation > 0 && <Found workspace={workspace} account={account} />}
                        <div className="flex flex-wrap gap-2">
                            <ButtonLink to={paths.linkAccount(workspace, { by })}>Link another</ButtonLink>
                            <ButtonLink to={paths.accounts(workspace)}>To the accounts</ButtonLink>
                        </div>
                    </div>
                )}
            </QueryView>
        </>
    );
}

const Done = ({ children }: { children: ReactNode }) => (
    <span className="flex items-start gap-2">
        <CircleCheck aria-hidden size={16} className="text-good mt-0.5 shrink-0" />
        <span className="min-w-0">{children}</span>
    </span>
);

/** What linking has proved. Whether the role refuses everybody else is a check, whose outcome comes with the first run. */
function Proof({ account, workspace }: { account: Account; workspace: string }) {
    const byRole = account.access.by === "role";
    const filter = { check: EXTERNAL_ID, account: account.id, state: "open,unknown" };
    const findings = useQuery({
        ...fewFindingsQuery(workspace, filter, 1),
        enabled: byRole && account.generation > 0,
    });
    const found = findings.data?.items[0];
    return (
        <>
            <li>
                <Done>
                    {byRole ? "The role opens with the external id" : "The key opens the account"}: it is the
                    AWS account <span className="tabular font-medium">{account.aws_account}</span>, linked as{" "}
                    <span className="font-medium">{account.name}</span>.
                </Done>
            </li>
            {byRole && account.generation > 0 && findings.data !== undefined && (
                <li>
                    {found === undefined ? (
                        <Done>It refuses without the id, and with a wrong one.</Done>
                    ) : found.state === "unknown" || found.unknown_because != null ? (
                        <Alert tone="unknown">
                            Whether it refuses without the id is not known.{" "}
                            {sentence(found.unknown_because ?? found.message)}.
                        </Alert>
                    ) : (
                        <Alert tone="bad">
                            {sentence(found.message)}.{" "}
                            <Link to={paths.finding(workspace, found.id)}>See the finding</Link>
                        </Alert>
                    )}
                </li>
            )}
        </>
    );
}

function Look({ account, workspace }: { account: Account; workspace: string }) {
    const actions = useAccountActions(workspace, useWorkspace()?.role);
    if (account.generation > 0) {
        const run = account.newest_run;
        const unseen = run == null ? 0 : readUnseen(run).length;
        return (
            <Done>
                The first run has seen {plural(run?.documents ?? 0, "resource")}.{" "}
                {unseen > 0 && (
                    <>
                        {plural(unseen, "thing")} could not be seen.{" "}
                        <Link to={paths.account(workspace, account.id)}>See what is missing</Link>
                    </>
                )}
            </Done>
        );
    }
    if (account.failures > 0 && !account.running) {
        return (
            <Alert
                tone="bad"
                action={
                    <Button
                        size="sm"
                        loading={actions.collecting(account)}
                        disabledReason={actions.collectReason(account)}
                        onClick={() => void actions.collect(account)}
                    >
                        Collect again
                    </Button>
                }
            >
                The first run failed. {sentence(failureOf(account) ?? "why is not written down")}.{" "}
                <Link to={paths.account(workspace, account.id, { tab: "permissions" })}>
                    Test the permissions
                </Link>
            </Alert>
        );
    }
    return (
        <div className="flex flex-col gap-2">
            <span className="flex items-center gap-2">
                <LoaderCircle aria-hidden size={16} className="text-accent-text shrink-0 animate-spin" />
                {account.running ? "The first run is going on." : "The first run begins in a moment."}
            </span>
            <RunProgress run={account.newest_run} />
            <p className="text-ink-3 text-xs">You can leave this page: the run goes on.</p>
        </div>
    );
}

function Found({ workspace, account }: { workspace: string; account: Account }) {
    const counts = useQuery(findingCountsQuery(workspace, { account: account.id, state: "open,unknown" }));
    return (
        <QueryView query={counts} what="What was found">
            {({ open_by_severity: bySeverity, items }) => {
                const open = bySeverity as Partial<Record<string, number>>;
                const shown = SEVERITIES.filter((severity) => (open[severity] ?? 0) > 0);
                const unknown = items
                    .filter((item) => item.state === "unknown" || item.unknown)
                    .reduce((sum, { count }) => sum + count, 0);
                return (
                    <Card>
                        <h2 className="mb-2 text-base font-semibold">What was found</h2>
                        <p className="text-ink-2 mb-3 flex flex-wrap gap-x-4 gap-y-1 text-sm">
                            {shown.map((severity) => (
                                <span key={severity} className="tabular inline-flex items-center gap-1.5">
                                    <SeverityMark severity={severity} />
                                    {number(open[severity] ?? 0)} {severity}
                                </span>
                            ))}
                            {shown.length === 0 && <span>No open finding among what could be told.</span>}
                            {unknown > 0 && <span className="text-unknown">{number(unknown)} unknown</span>}
                        </p>
                        <div className="flex flex-wrap gap-2">
                            <ButtonLink
                                kind="primary"
                                to={paths.findings(workspace, { account: account.id })}
                            >
                                See what was found
                            </ButtonLink>
                            <ButtonLink to={paths.overview(workspace)}>To the overview</ButtonLink>
                        </div>
                    </Card>
                );
            }}
        </QueryView>
    );
}
