/** The accounts in short: where each stands and when it was seen; live while a run goes on. */
import { useQuery } from "@tanstack/react-query";

import { overviewQuery } from "~/api/overview";
import type { Account } from "~/api/types";
import { number } from "~/lib/format";
import { paths } from "~/lib/paths";
import { collectedAt, standingRank } from "~/pages/accounts/account-rows";
import { AccountState } from "~/pages/accounts/account-state";
import { RunProgress } from "~/pages/accounts/run-progress";
import { Card } from "~/ui/card";
import { BareLink, Link } from "~/ui/link";
import { Section } from "~/ui/section";
import { Time } from "~/ui/time";

const SHOWN_MAX = 6;

export function AccountsBrief({ workspace, accounts }: { workspace: string; accounts: readonly Account[] }) {
    const overview = useQuery(overviewQuery(workspace));
    const changeOf = (id: string) => overview.data?.accounts.find(({ account }) => account === id);
    const rows = [...accounts].sort(
        (a, b) =>
            Number(b.running) - Number(a.running) ||
            standingRank(a, changeOf(a.id)?.complete) - standingRank(b, changeOf(b.id)?.complete) ||
            a.name.localeCompare(b.name),
    );
    return (
        <Section
            title="Accounts"
            actions={
                <Link to={paths.accounts(workspace)} className="text-sm">
                    All
                </Link>
            }
        >
            <Card flush>
                <ul className="divide-line divide-y">
                    {rows.slice(0, SHOWN_MAX).map((account) => (
                        <li key={account.id} className="px-4 py-2.5 text-sm">
                            <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
                                <BareLink
                                    to={paths.account(workspace, account.id)}
                                    className="min-w-0 truncate rounded-sm font-medium hover:underline"
                                >
                                    {account.name}
                                </BareLink>
                                <AccountState account={account} complete={changeOf(account.id)?.complete} />
                            </div>
                            {account.running ? (
                                <div className="mt-1.5">
                                    <RunProgress run={account.newest_run} compact />
                                </div>
                            ) : (
                                <p className="text-ink-3 text-xs">
                                    {account.generation === 0 ? (
                                        "Not collected yet"
                                    ) : (
                                        <>
                                            Collected <Time at={collectedAt(account, changeOf(account.id))} />
                                        </>
                                    )}
                                </p>
                            )}
                        </li>
                    ))}
                </ul>
                {accounts.length > SHOWN_MAX && (
                    <p className="border-line border-t px-4 py-2 text-sm">
                        <Link to={paths.accounts(workspace)}>{number(accounts.length - SHOWN_MAX)} more</Link>
                    </p>
                )}
            </Card>
        </Section>
    );
}
