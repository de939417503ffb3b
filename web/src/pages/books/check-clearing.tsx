/** What still lies on clearing accounts: work that waits, no fault. */
import type { useQuery } from "@tanstack/react-query";

import type { LedgerAccount, Uncleared } from "~/api/books";
import { paths } from "~/lib/paths";
import { Link } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";

import { forPeople } from "./account-tree";
import { Amounts } from "./amounts";
import { dayWords } from "./days";

interface Props {
    workspace: string;
    clearing: readonly Uncleared[];
    /** Without their kinds nobody knows the sign that people see. */
    accounts: ReturnType<typeof useQuery<{ items: LedgerAccount[] }>>;
}

export function ClearingAccountsSection({ workspace, clearing, accounts }: Props) {
    return (
        <Section
            title="Clearing accounts"
            about="What lies there is in no category yet. That is work that waits, no fault."
        >
            {clearing.length === 0 ? (
                <p className="text-ink-3 text-sm">Nothing is left on clearing accounts.</p>
            ) : (
                <QueryView query={accounts} what="The accounts">
                    {({ items }) => (
                        <ul
                            aria-label="What is left on clearing accounts"
                            className="bg-surface border-line shadow-card divide-line divide-y rounded-lg border text-sm"
                        >
                            {clearing.map(({ account, balance, since }) => {
                                const found = items.find(({ no }) => no === account);
                                const amounts = found ? forPeople([balance], found.kind) : [balance];
                                return (
                                    <li
                                        key={`${account} ${balance.currency}`}
                                        className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 py-3"
                                    >
                                        <span className="min-w-0">
                                            <Link
                                                className="font-medium"
                                                to={paths.transactions(workspace, { account, from: since })}
                                            >
                                                {found?.full_name ?? `Account ${account}`}
                                            </Link>{" "}
                                            <span className="text-ink-3">since {dayWords(since)}</span>
                                        </span>
                                        <Amounts amounts={amounts} currency={balance.currency} />
                                    </li>
                                );
                            })}
                        </ul>
                    )}
                </QueryView>
            )}
        </Section>
    );
}
