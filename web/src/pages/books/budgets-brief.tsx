/** The budgets that somebody should look at: over, near, or not known. Nothing where there are none. */
import { useQuery } from "@tanstack/react-query";

import type { LedgerAccount } from "~/api/books";
import { definitionsQuery } from "~/api/definitions";
import { paths } from "~/lib/paths";
import { Link } from "~/ui/link";
import { PartFailed } from "~/ui/part-failed";
import { Section } from "~/ui/section";

import { BudgetCard } from "./budget-card";
import { byLevel, levelOf, needsLook } from "./budget-words";

const SHOWN_MAX = 4;

export function BudgetsBrief(props: { workspace: string; accounts: ReadonlyMap<number, LedgerAccount> }) {
    const { workspace, accounts } = props;
    const query = useQuery(definitionsQuery(workspace, "budgets"));
    const all = query.data?.items ?? [];
    const shown = all.filter((budget) => needsLook(levelOf(budget))).sort(byLevel);
    if (query.data !== undefined && all.length === 0) return null;
    return (
        <>
            <PartFailed query={query} what="How the budgets stand" />
            {query.data !== undefined && (
                <Section
                    title="Budgets"
                    actions={<Link to={paths.budgets(workspace)}>All budgets</Link>}
                    {...(shown.length === 0 ? { about: "All of them are on track." } : {})}
                >
                    {shown.length > 0 && (
                        <ul
                            aria-label="Budgets that need a look"
                            className="bg-surface border-line shadow-card divide-line divide-y rounded-lg border"
                        >
                            {shown.slice(0, SHOWN_MAX).map((budget) => (
                                <li key={budget.id}>
                                    <BudgetCard
                                        workspace={workspace}
                                        budget={budget}
                                        accounts={accounts}
                                        brief
                                    />
                                </li>
                            ))}
                        </ul>
                    )}
                </Section>
            )}
        </>
    );
}
