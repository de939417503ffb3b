/** A few transactions in short, each a link to all of it. */
import type { LedgerAccount, Transaction } from "~/api/books";
import { paths } from "~/lib/paths";
import { BareLink } from "~/ui/link";

import { Amounts } from "./amounts";
import { shortDay } from "./days";
import { effectOf, movesOnly, sidesOf, titleOf } from "./transaction-words";

interface Props {
    workspace: string;
    transactions: readonly Transaction[];
    accounts: ReadonlyMap<number, LedgerAccount>;
    currency: string;
}

export function RecentTransactions({ workspace, transactions, accounts, currency }: Props) {
    return (
        <ul className="bg-surface border-line shadow-card divide-line divide-y rounded-lg border">
            {transactions.map((one) => (
                <li key={one.no}>
                    <BareLink
                        to={paths.transactions(workspace, { open: one.no })}
                        className="hover:bg-hover flex items-center gap-3 px-3 py-2 text-sm -outline-offset-2"
                    >
                        <span className="text-ink-3 w-14 shrink-0 text-xs whitespace-nowrap">
                            {shortDay(one.date)}
                        </span>
                        <span className="min-w-0 flex-1">
                            <span className="block truncate font-medium">{titleOf(one, accounts)}</span>
                            <span className="text-ink-3 block truncate text-xs">
                                {sidesOf(one, accounts).text}
                            </span>
                        </span>
                        <Amounts
                            amounts={effectOf(one, accounts)}
                            currency={currency}
                            plus={!movesOnly(one, accounts)}
                        />
                    </BareLink>
                </li>
            ))}
        </ul>
    );
}
