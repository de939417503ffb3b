/** Whether the books are right, and up to which day they are closed. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { BookCheck, Lock, LockOpen, RefreshCw } from "lucide-react";
import { useMemo, useState } from "react";

import {
    bookQuery,
    type BooksReport,
    booksCheckQuery,
    closingsQuery,
    ledgerAccountsQuery,
    useBooksWriting,
} from "~/api/books";
import { useWorkspace } from "~/app/current";
import { money } from "~/lib/currencies";
import { number, plural } from "~/lib/format";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { ConfirmDialog } from "~/ui/confirm-dialog";
import { CopyButton } from "~/ui/copy-button";
import { Fact, Facts } from "~/ui/facts";
import { Form, useForm } from "~/ui/form";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { Time } from "~/ui/time";
import { toast } from "~/ui/toast";

import { byNo } from "./account-tree";
import { isDay } from "./books-search";
import { ClearingAccountsSection } from "./check-clearing";
import { StatementsSection } from "./check-statements";
import { isExplained } from "./check-words";
import { DayInput } from "./day-input";
import { dayWords, endOfMonthBefore, today } from "./days";
import { mayManage } from "./roles";
import { useActors } from "./use-transactions";

const route = getRouteApi("/house/w/$workspace/books/check");

export function BooksCheckPage() {
    const { workspace } = route.useParams();
    const check = useQuery(booksCheckQuery(workspace));
    const ledgerAccounts = useQuery(ledgerAccountsQuery(workspace));
    const accounts = useMemo(() => byNo(ledgerAccounts.data?.items ?? []), [ledgerAccounts.data]);
    const reason = mayManage(useWorkspace()?.role, "make derived data anew");
    const { rebuild } = useBooksWriting(workspace);
    const [asking, setAsking] = useState(false);
    return (
        <>
            <PageHeader
                title="Check and closing"
                about="Reads every entry of the journal, compares it with what banks say, and shuts the periods that are done."
                actions={
                    <Button
                        kind="primary"
                        icon={<BookCheck aria-hidden size={15} />}
                        loading={check.isFetching}
                        onClick={() => void check.refetch()}
                    >
                        Check again
                    </Button>
                }
            />
            <Section title="The check">
                <QueryView query={check} what="The check of the books">
                    {({ report, at }) => (
                        <Card>
                            {report.fault_count === 0 ? (
                                <NoFault report={report} at={at} />
                            ) : (
                                <Alert tone="bad" className="mb-4">
                                    {plural(report.fault_count, "fault")} in the books, found <Time at={at} />
                                    .
                                    <ul className="mt-1 list-disc pl-5">
                                        {report.faults.map((fault) => (
                                            <li key={fault}>{fault}</li>
                                        ))}
                                    </ul>
                                    {report.fault_count > report.faults.length &&
                                        `And ${number(report.fault_count - report.faults.length)} more.`}
                                </Alert>
                            )}
                            <Facts>
                                <Fact name="Read">
                                    {plural(report.entries, "entry", "entries")}, of which{" "}
                                    {plural(report.transactions, "transaction")}{" "}
                                    {report.transactions === 1 ? "counts" : "count"}
                                </Fact>
                                <Fact name="Verified">
                                    Each entry sums to zero in every currency; each is chained to the one
                                    before it; each reversal is equal and opposite; balances and the search
                                    are what the journal gives.
                                </Fact>
                                <Fact name="Hash of the last entry">
                                    <Hash hash={report.head} />
                                    <span className="text-ink-3 block text-xs">
                                        Kept elsewhere, it proves later that nothing was changed or cut off.
                                    </span>
                                </Fact>
                            </Facts>
                        </Card>
                    )}
                </QueryView>
            </Section>
            {check.data !== undefined && (
                <>
                    <StatementsSection
                        workspace={workspace}
                        statements={check.data.report.statements}
                        accounts={accounts}
                    />
                    <ClearingAccountsSection
                        workspace={workspace}
                        clearing={check.data.report.clearing}
                        accounts={ledgerAccounts}
                    />
                </>
            )}
            <ClosingSection workspace={workspace} />
            <Section
                title="Derived data"
                about="Balances by month and the search are made from the journal, and can be made anew at any time. The journal itself is never touched."
            >
                <Button
                    icon={<RefreshCw aria-hidden size={14} />}
                    disabledReason={reason}
                    onClick={() => setAsking(true)}
                >
                    Make it anew…
                </Button>
            </Section>
            <ConfirmDialog
                open={asking}
                onOpenChange={setAsking}
                title="Make derived data anew"
                action="Make it anew"
                danger={false}
                onConfirm={async () => {
                    await rebuild();
                    toast("Derived data was made anew.");
                    void check.refetch();
                }}
            >
                Reads the whole journal once. Nothing that was written changes.
            </ConfirmDialog>
        </>
    );
}

/** The journal is right. The books are, unless a bank says something else. */
function NoFault({ report: { statements }, at }: { report: BooksReport; at: string }) {
    const differing = statements.filter(({ agrees }) => !agrees);
    if (differing.length === 0)
        return (
            <Alert tone="good" className="mb-4">
                The books are right. Checked <Time at={at} />.
            </Alert>
        );
    return (
        <Alert tone={differing.every(isExplained) ? "warn" : "bad"} className="mb-4">
            The journal has no fault, but {number(differing.length)} of{" "}
            {plural(statements.length, "closing balance")} of banks{" "}
            {differing.length === 1 ? "differs" : "differ"} from the books. Checked <Time at={at} />.
        </Alert>
    );
}

function Hash({ hash }: { hash: string }) {
    return (
        <span className="inline-flex max-w-full items-center gap-1">
            <code className="truncate font-mono text-xs">{hash}</code>
            <CopyButton text={hash} label="Copy the hash" />
        </span>
    );
}

function ClosingSection({ workspace }: { workspace: string }) {
    const book = useQuery(bookQuery(workspace)).data;
    const closings = useQuery(closingsQuery(workspace));
    const actor = useActors(workspace);
    const reason = mayManage(useWorkspace()?.role, "close the books and open them again");
    const { close } = useBooksWriting(workspace);
    const [opening, setOpening] = useState(false);
    const until = book?.closed_until ?? null;
    const form = useForm<{ until: string }>({
        initial: { until: endOfMonthBefore(today()) },
        check: ({ until: day }) => ({
            until: !isDay(day)
                ? "Enter a day"
                : day > today()
                  ? "A period is closed when it is over"
                  : day === until
                    ? "They are closed up to this day already"
                    : undefined,
        }),
        submit: async ({ until: day }) => {
            await close(day);
            toast(`The books are closed up to ${dayWords(day)}.`, {
                undo: () =>
                    void close(until).then(
                        () => toast("Undone."),
                        () => toast("It could not be undone.", { tone: "bad" }),
                    ),
            });
        },
    });
    return (
        <Section
            title="Closing"
            about="Nothing in a closed period changes any more: a correction is posted on a later day."
        >
            <Card className="mb-4">
                <p className="mb-3 flex items-center gap-2 text-sm">
                    {until === null ? <LockOpen aria-hidden size={15} /> : <Lock aria-hidden size={15} />}
                    {until === null ? "All days are open." : `Closed up to and with ${dayWords(until)}.`}
                </p>
                <Form form={form} label="Close the books" className="flex flex-wrap items-end gap-3">
                    <DayInput label="Close up to" max={today()} {...form.field("until")} />
                    <Button
                        type="submit"
                        icon={<Lock aria-hidden size={14} />}
                        loading={form.submitting}
                        disabledReason={reason}
                    >
                        {until === null || form.values.until >= until
                            ? "Close the books"
                            : "Open after this day"}
                    </Button>
                    {until !== null && (
                        <Button
                            icon={<LockOpen aria-hidden size={14} />}
                            disabledReason={reason}
                            onClick={() => setOpening(true)}
                        >
                            Open all days…
                        </Button>
                    )}
                </Form>
            </Card>
            <QueryView query={closings} what="The closings">
                {({ items }) =>
                    items.length === 0 ? (
                        <p className="text-ink-3 text-sm">The books were never closed yet.</p>
                    ) : (
                        <ol
                            aria-label="Closings"
                            className="bg-surface border-line shadow-card divide-line divide-y rounded-lg border text-sm"
                        >
                            {items.map((one) => (
                                <li
                                    key={`${one.at} ${one.until ?? ""}`}
                                    className="flex flex-col gap-1 px-4 py-3"
                                >
                                    <p>
                                        <span className="font-medium">
                                            {one.until == null
                                                ? "All days opened"
                                                : `Closed up to ${dayWords(one.until)}`}
                                        </span>{" "}
                                        <span className="text-ink-3">
                                            by {actor(one.actor)}, <Time at={one.at} />
                                        </span>
                                    </p>
                                    <p className="text-ink-2 text-xs">
                                        {plural(one.entries, "entry", "entries")} in the journal,{" "}
                                        {plural(one.postings, "posting")} up to that day
                                        {one.sums.length > 0 &&
                                            `, together ${one.sums.map(({ amount, currency }) => money(amount, currency)).join(", ")} moved`}
                                    </p>
                                    <Hash hash={one.head} />
                                </li>
                            ))}
                        </ol>
                    )
                }
            </QueryView>
            <ConfirmDialog
                open={opening}
                onOpenChange={setOpening}
                title="Open all days again"
                action="Open all days"
                onConfirm={async () => {
                    await close(null);
                    toast("All days are open again.");
                }}
            >
                What was reported of those periods may then change. That they were opened stays in the
                history.
            </ConfirmDialog>
        </Section>
    );
}
