/** The closing balances of banks beside the books: what differs first, and what agrees when somebody wants to see it. */
import { useId, useState } from "react";

import type { LedgerAccount, StatementCheck } from "~/api/books";
import { money } from "~/lib/currencies";
import { number, plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Link } from "~/ui/link";
import { Section } from "~/ui/section";

import { isExplained, lackWords, waitingWords } from "./check-words";
import { dayWords } from "./days";

/** Differences that are shown at first: where one is old, all statements after it differ too. */
const FEW = 10;

interface Props {
    workspace: string;
    statements: readonly StatementCheck[];
    accounts: ReadonlyMap<number, LedgerAccount>;
}

export function StatementsSection({ workspace, statements, accounts }: Props) {
    const differing = statements.filter(({ agrees }) => !agrees);
    const agreeing = statements.filter(({ agrees }) => agrees);
    return (
        <Section
            title="Statements of banks"
            about="The closing balance of each imported statement, beside the books at the end of that day."
        >
            {statements.length === 0 && (
                <p className="text-ink-3 text-sm">
                    No import in the books says a closing balance: whether they agree with a bank is unknown.
                </p>
            )}
            {differing.length > 0 && (
                <Differing workspace={workspace} statements={differing} accounts={accounts} />
            )}
            {agreeing.length > 0 && (
                <Agreeing
                    workspace={workspace}
                    statements={agreeing}
                    accounts={accounts}
                    all={differing.length === 0}
                />
            )}
        </Section>
    );
}

function Differing({ workspace, statements, accounts }: Props) {
    const [all, setAll] = useState(false);
    const shown = all ? statements : statements.slice(0, FEW);
    return (
        <>
            <ol aria-label="Statements that differ" className={listClass}>
                {shown.map((one) => (
                    <li key={one.import} className="flex flex-col gap-1 px-4 py-3">
                        <p className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
                            <RegisterLink workspace={workspace} of={one} accounts={accounts} />
                            <Badge tone={isExplained(one) ? "warn" : "bad"}>{lackWords(one)}</Badge>
                        </p>
                        <p className="text-ink-2">
                            The bank says{" "}
                            <span className="tabular">{money(one.bank.amount, one.bank.currency)}</span>, the
                            books{" "}
                            <span className="tabular">{money(one.books.amount, one.books.currency)}</span>.{" "}
                            {waitingWords(one)}
                        </p>
                        <p className="text-ink-3 text-xs">
                            From <ImportLink workspace={workspace} of={one} />
                        </p>
                    </li>
                ))}
            </ol>
            {shown.length < statements.length && (
                <Button className="mb-3" onClick={() => setAll(true)}>
                    Show all {number(statements.length)} that differ
                </Button>
            )}
        </>
    );
}

function Agreeing({ workspace, statements, accounts, all }: Props & { all: boolean }) {
    const [open, setOpen] = useState(false);
    const id = useId();
    const one = statements.length === 1;
    const many = plural(statements.length, all ? "closing balance" : "other");
    return (
        <>
            <p className="text-ink-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                {all && !one ? "All " : ""}
                {many} {one ? "agrees" : "agree"} with the books.
                <Button
                    size="sm"
                    kind="quiet"
                    aria-expanded={open}
                    aria-controls={id}
                    onClick={() => setOpen((now) => !now)}
                >
                    {open ? "Hide" : "Show"} {one ? "it" : "them"}
                </Button>
            </p>
            <div id={id} className="mt-2">
                {open && (
                    <ol aria-label="Statements that agree" className={listClass}>
                        {statements.map((each) => (
                            <li
                                key={each.import}
                                className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 py-2"
                            >
                                <span className="min-w-0">
                                    <RegisterLink workspace={workspace} of={each} accounts={accounts} />{" "}
                                    <span className="text-ink-3 text-xs">
                                        from <ImportLink workspace={workspace} of={each} />
                                    </span>
                                </span>
                                <span className="tabular">{money(each.bank.amount, each.bank.currency)}</span>
                            </li>
                        ))}
                    </ol>
                )}
            </div>
        </>
    );
}

const listClass =
    "bg-surface border-line shadow-card divide-line mb-3 divide-y rounded-lg border text-sm [&_a]:break-words";

interface Of {
    workspace: string;
    of: StatementCheck;
}

/** The register of the account as it was at the end of the day: with the balance of the books beside its first row. */
function RegisterLink({ workspace, of, accounts }: Of & Pick<Props, "accounts">) {
    return (
        <Link className="font-medium" to={paths.transactions(workspace, { account: of.account, to: of.on })}>
            {accounts.get(of.account)?.full_name ?? `Account ${of.account}`} on {dayWords(of.on)}
        </Link>
    );
}

const ImportLink = ({ workspace, of }: Of) => <Link to={paths.import(workspace, of.import)}>{of.name}</Link>;
