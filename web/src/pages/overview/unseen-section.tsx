/** What could not be seen: accounts of which nothing new is known, and calls that were refused or failed. */
import { useQuery } from "@tanstack/react-query";

import { overviewQuery } from "~/api/overview";
import type { Account } from "~/api/types";
import { number, sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Card } from "~/ui/card";
import { Link } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { LoadingState } from "~/ui/skeleton";
import { Time } from "~/ui/time";
import { AccountState } from "~/pages/accounts/account-state";
import { failureOf } from "~/pages/accounts/account-rows";
import { UnseenList } from "~/pages/accounts/unseen-list";

import { troubled } from "./overview-rows";

export function UnseenSection({ workspace, accounts }: { workspace: string; accounts: readonly Account[] }) {
    const overview = useQuery(overviewQuery(workspace));
    const trouble = troubled(accounts);
    const nameOf = (id: string): string => accounts.find((account) => account.id === id)?.name ?? id;
    return (
        <Section title="What could not be seen" about="Checks that need it are unknown until it can be seen.">
            <div className="flex flex-col gap-4">
                {trouble.length > 0 && <Trouble workspace={workspace} accounts={trouble} />}
                <QueryView
                    query={overview}
                    what="What could not be seen"
                    loading={<LoadingState label="What could not be seen: loading" rows={3} />}
                >
                    {({ unseen, accounts: changes }) =>
                        unseen.length > 0 ? (
                            <UnseenList workspace={workspace} rows={unseen} nameOf={nameOf} />
                        ) : (
                            <Nothing
                                none={changes.every(({ generation }) => generation === 0)}
                                whole={
                                    trouble.length === 0 &&
                                    changes.every(
                                        ({ generation, complete }) => generation > 0 && complete === true,
                                    )
                                }
                            />
                        )
                    }
                </QueryView>
            </div>
        </Section>
    );
}

function Nothing({ none, whole }: { none: boolean; whole: boolean }) {
    if (none) return <p className="text-ink-2 text-sm">The first runs will say.</p>;
    return (
        <p className="text-ink-2 text-sm">
            {whole
                ? "The newest runs saw everything that they looked for."
                : "The newest runs name nothing else, but not every account was seen whole."}
        </p>
    );
}

/** Rows that are listed; the page of the accounts has all. */
const SHOWN_MAX = 5;

function Trouble({ workspace, accounts }: { workspace: string; accounts: readonly Account[] }) {
    return (
        <Card flush>
            <ul className="divide-line divide-y" aria-label="Accounts of which nothing new is known">
                {accounts.slice(0, SHOWN_MAX).map((account) => (
                    <li
                        key={account.id}
                        className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm"
                    >
                        <Link to={paths.account(workspace, account.id)} className="font-medium">
                            {account.name}
                        </Link>
                        <AccountState account={account} />
                        <span className="text-ink-2 min-w-0 basis-full break-words">
                            <Why account={account} />
                        </span>
                    </li>
                ))}
            </ul>
            {accounts.length > SHOWN_MAX && (
                <p className="border-line border-t px-4 py-2 text-sm">
                    <Link to={paths.accounts(workspace, { show: ["failing", "paused"] })}>
                        {number(accounts.length - SHOWN_MAX)} more accounts
                    </Link>
                </p>
            )}
        </Card>
    );
}

function Why({ account }: { account: Account }) {
    if (account.paused != null)
        return (
            <>
                Paused <Time at={account.paused} />. What is shown of it grows old.
            </>
        );
    if (account.failures > 0) {
        const why = failureOf(account);
        return (
            <>
                {why === null ? "Why is not written down" : sentence(why)}.{" "}
                {account.generation === 0 ? "Nothing is known of it." : "What is shown of it is old."}
            </>
        );
    }
    return <>It was never collected. Its first run begins in a moment.</>;
}
