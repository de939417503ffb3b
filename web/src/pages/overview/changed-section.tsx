/** What changed since the last collection: by account, and in all. Each number leads to its list. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import {
    type AccountChange,
    type ChangedFindings,
    type ChangedResources,
    overviewQuery,
} from "~/api/overview";
import { cx } from "~/lib/cx";
import { number, plural } from "~/lib/format";
import { usePhone } from "~/lib/media";
import { paths } from "~/lib/paths";
import { BareLink } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { LoadingState } from "~/ui/skeleton";
import { Time } from "~/ui/time";
import { UnknownBadge } from "~/ui/unknown-badge";

import { sumChanges } from "./overview-rows";

export function ChangedSection({ workspace }: { workspace: string }) {
    const overview = useQuery(overviewQuery(workspace));
    return (
        <Section
            title="What changed since the last collection"
            about="The newest generation of each account against the one before."
        >
            <QueryView
                query={overview}
                what="What changed"
                loading={<LoadingState label="What changed: loading" rows={3} />}
            >
                {({ accounts }) => <Changes workspace={workspace} accounts={accounts} />}
            </QueryView>
        </Section>
    );
}

interface Column {
    name: string;
    group: "Resources" | "Findings";
    value: (resources: ChangedResources, findings: ChangedFindings) => number;
    to: (workspace: string, of: { account?: string; generation?: number }) => string;
    tone?: string;
}

const COLUMNS: readonly Column[] = [
    {
        name: "added",
        group: "Resources",
        value: ({ added }) => added,
        to: (workspace, of) => paths.inventory(workspace, { tab: "changes", what: "added", ...of }),
    },
    {
        name: "changed",
        group: "Resources",
        value: ({ changed }) => changed,
        to: (workspace, of) => paths.inventory(workspace, { tab: "changes", what: "changed", ...of }),
    },
    {
        name: "gone",
        group: "Resources",
        value: ({ gone }) => gone,
        to: (workspace, of) => paths.inventory(workspace, { tab: "changes", what: "gone", ...of }),
    },
    {
        name: "opened",
        group: "Findings",
        value: (_, { opened, reopened }) => opened + reopened,
        to: (workspace, { account }) =>
            paths.findings(workspace, { account, state: "open", sort: "first_seen" }),
        tone: "text-critical",
    },
    {
        name: "resolved",
        group: "Findings",
        value: (_, { resolved }) => resolved,
        to: (workspace, { account }) =>
            paths.findings(workspace, { account, state: "resolved", sort: "last_seen" }),
        tone: "text-good",
    },
    {
        name: "became unknown",
        group: "Findings",
        value: (_, { became_unknown: unknown }) => unknown,
        to: (workspace, { account }) => paths.findings(workspace, { account, unknown: true }),
        tone: "text-unknown",
    },
];

/** The findings stand apart from the resources. */
const apart = (name: string): string => (name === "opened" ? "pl-6" : "");

/** Rows of accounts that are shown before one asks for all of them: those that changed most come first. */
function Changes({ workspace, accounts }: { workspace: string; accounts: readonly AccountChange[] }) {
    const phone = usePhone();
    const sum = sumChanges(accounts);
    const many = accounts.length > 1;
    const moved = (one: AccountChange): number =>
        one.resources == null || one.findings == null
            ? -1
            : COLUMNS.reduce(
                  (all, { value }) =>
                      all + value(one.resources as ChangedResources, one.findings as ChangedFindings),
                  0,
              );
    const rows = [...accounts].sort((a, b) => moved(b) - moved(a) || a.name.localeCompare(b.name));
    const total = many && (
        <>
            {sum.withoutAny > 0 && (
                <span className="block">
                    <UnknownBadge
                        because={`${plural(sum.withoutAny, "account")} ${sum.withoutAny === 1 ? "has" : "have"} no generation yet`}
                    >
                        At least
                    </UnknownBadge>
                </span>
            )}
        </>
    );
    if (phone) {
        return (
            <ul className="flex flex-col gap-2.5" aria-label="Changes by account">
                {many && (
                    <Card title="All accounts" note={total}>
                        {(column) => (
                            <Num
                                workspace={workspace}
                                column={column}
                                value={column.value(sum.resources, sum.findings)}
                                about="all accounts"
                                of={{}}
                            />
                        )}
                    </Card>
                )}
                {rows.map((one) => (
                    <Card
                        key={one.account}
                        title={<AccountLink workspace={workspace} one={one} />}
                        note={<When one={one} />}
                    >
                        {(column) => <Cell workspace={workspace} column={column} one={one} />}
                    </Card>
                ))}
            </ul>
        );
    }
    return (
        <div className="border-line bg-surface shadow-card max-h-[32rem] overflow-auto rounded-lg border">
            <table className="w-full text-sm" aria-label="Changes by account">
                <thead className="text-ink-3 bg-surface sticky top-0 text-xs">
                    <tr>
                        <th
                            rowSpan={2}
                            scope="col"
                            className="border-line border-b px-4 py-1.5 text-left align-bottom font-medium"
                        >
                            Account
                        </th>
                        <th colSpan={3} scope="colgroup" className="px-2 pt-2 text-right font-medium">
                            Resources
                        </th>
                        <th colSpan={3} scope="colgroup" className="px-2 pt-2 pr-4 text-right font-medium">
                            Findings
                        </th>
                    </tr>
                    <tr>
                        {COLUMNS.map(({ name }) => (
                            <th
                                key={name}
                                scope="col"
                                className={cx(
                                    "border-line border-b px-2 py-1.5 text-right font-normal last:pr-4",
                                    apart(name),
                                )}
                            >
                                {name}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {rows.map((one) => (
                        <tr
                            key={one.account}
                            className="[&>*]:border-line [&>*]:border-b last:[&>*]:border-b-0"
                        >
                            <th scope="row" className="w-[38%] px-4 py-2 text-left font-medium">
                                <AccountLink workspace={workspace} one={one} />
                                <span className="text-ink-3 block truncate text-xs font-normal">
                                    <When one={one} />
                                </span>
                            </th>
                            {COLUMNS.map((column) => (
                                <td
                                    key={column.name}
                                    className={cx("px-2 text-right last:pr-4", apart(column.name))}
                                >
                                    <Cell workspace={workspace} column={column} one={one} />
                                </td>
                            ))}
                        </tr>
                    ))}
                </tbody>
                {many && (
                    <tfoot className="bg-surface sticky bottom-0">
                        <tr className="[&>*]:border-line [&>*]:border-t">
                            <th scope="row" className="px-4 py-2.5 text-left font-semibold">
                                All accounts {total}
                            </th>
                            {COLUMNS.map((column) => (
                                <td
                                    key={column.name}
                                    className={cx(
                                        "px-2 text-right font-medium last:pr-4",
                                        apart(column.name),
                                    )}
                                >
                                    <Num
                                        workspace={workspace}
                                        column={column}
                                        value={column.value(sum.resources, sum.findings)}
                                        about="all accounts"
                                        of={{}}
                                    />
                                </td>
                            ))}
                        </tr>
                    </tfoot>
                )}
            </table>
        </div>
    );
}

const AccountLink = ({ workspace, one }: { workspace: string; one: AccountChange }) => (
    <BareLink
        to={paths.account(workspace, one.account)}
        className="block truncate rounded-sm font-medium hover:underline"
    >
        {one.name}
    </BareLink>
);

function When({ one }: { one: AccountChange }) {
    if (one.generation === 0) return <>Not collected yet</>;
    return (
        <>
            <Time at={one.generation_at} />
            {one.previous_at == null ? ", first generation" : ", against "}
            {one.previous_at != null && <Time at={one.previous_at} />}
        </>
    );
}

function Cell({ workspace, column, one }: { workspace: string; column: Column; one: AccountChange }) {
    if (one.resources == null || one.findings == null)
        return <UnknownBadge because="the account has no generation yet">?</UnknownBadge>;
    return (
        <Num
            workspace={workspace}
            column={column}
            value={column.value(one.resources, one.findings)}
            about={one.name}
            of={{ account: one.account, generation: one.generation }}
        />
    );
}

function Num({
    workspace,
    column,
    value,
    about,
    of,
}: {
    workspace: string;
    column: Column;
    value: number;
    about: string;
    of: { account?: string; generation?: number };
}) {
    if (value === 0) return <span className="tabular text-ink-3">0</span>;
    return (
        <BareLink
            to={column.to(workspace, of)}
            aria-label={`${number(value)} ${column.group.toLowerCase()} ${column.name}, ${about}`}
            className={cx(
                "tabular rounded-sm hover:underline phone:inline-block phone:min-h-7",
                column.tone ?? "text-ink",
            )}
        >
            {number(value)}
        </BareLink>
    );
}

/** An account on a phone. */
function Card({
    title,
    note,
    children,
}: {
    title: ReactNode;
    note: ReactNode;
    children: (column: Column) => ReactNode;
}) {
    return (
        <li className="bg-surface border-line shadow-card rounded-lg border p-3.5">
            <div className="font-medium">{title}</div>
            <div className="text-ink-3 mb-2 text-xs">{note}</div>
            <dl className="grid grid-cols-3 gap-x-4 gap-y-2 text-sm">
                {COLUMNS.map((column) => (
                    <div key={column.name}>
                        <dt className="text-ink-3 text-xs">
                            {column.group.toLowerCase()} {column.name}
                        </dt>
                        <dd>{children(column)}</dd>
                    </div>
                ))}
            </dl>
        </li>
    );
}
