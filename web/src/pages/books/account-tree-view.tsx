/** The accounts of one kind as a tree, each with what is on it and its parts. */
import type { LedgerKind } from "~/api/books";
import { paths } from "~/lib/paths";
import { BareLink } from "~/ui/link";

import { forPeople, type TreeRow, sums } from "./account-tree";
import { Amounts } from "./amounts";

interface Props {
    workspace: string;
    kind: LedgerKind;
    title: string;
    rows: readonly TreeRow[];
    currency: string;
}

export function AccountTree({ workspace, kind, title, rows, currency }: Props) {
    const total = sums(
        rows.flatMap(({ account }) => forPeople(account.own, kind)),
        currency,
    );
    return (
        <section aria-label={title} className="mb-6">
            <div className="mb-1 flex items-end justify-between px-3 text-sm">
                <h2 className="font-semibold">{title}</h2>
                <Amounts amounts={total} currency={currency} className="font-semibold" />
            </div>
            <ul className="bg-surface border-line shadow-card divide-line divide-y rounded-lg border">
                {rows.map(({ account, depth }) => (
                    <li key={account.no}>
                        <BareLink
                            to={paths.transactions(workspace, { account: account.no })}
                            className="hover:bg-hover flex min-h-9 items-center justify-between gap-4 px-3 py-1 text-sm -outline-offset-2 phone:min-h-11"
                        >
                            <span className="min-w-0 truncate" style={{ paddingLeft: `${depth * 1.25}rem` }}>
                                {account.name}
                                {account.closed != null && <span className="text-ink-3"> · closed</span>}
                            </span>
                            <Amounts
                                amounts={sums(forPeople(account.total, kind), currency)}
                                currency={account.currency ?? currency}
                            />
                        </BareLink>
                    </li>
                ))}
            </ul>
        </section>
    );
}
