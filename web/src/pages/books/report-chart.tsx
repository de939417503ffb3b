/** The picture of a report, where it has one: net worth, income against expenses by month, and what went where. */
import {
    type AnyReport,
    type CashFlow,
    exact,
    type IncomeStatement,
    type MinorAmount,
    type ReportSection,
    type Total,
} from "~/api/reports";
import { cx } from "~/lib/cx";
import { money } from "~/lib/currencies";
import { UnknownBadge } from "~/ui/unknown-badge";

import { BarsChart, type Point } from "./bars-chart";
import { dayWords, shortMonth } from "./days";

/** More rows than this are no picture any more: the table has them. */
const ROWS_MAX = 8;

export function ReportChart({ report }: { report: AnyReport }) {
    if ("points" in report)
        return (
            <BarsChart
                testId="net-worth-chart"
                series={[
                    {
                        name: "Net worth",
                        fill: "var(--accent)",
                        key: "bg-accent",
                        below: "var(--critical-fill)",
                    },
                ]}
                points={report.points.map(({ day, net }) => ({
                    name: monthOf(day),
                    title: dayWords(day),
                    values: [net.converted.amount],
                }))}
            />
        );
    if ("columns" in report) return <Flow report={report} />;
    if ("income" in report) return <Categories report={report} />;
    return null;
}

/** Without the year: it has little room, and the title says it. */
const monthOf = (day: string): string => shortMonth(day).split(" ")[0] ?? "";
const opposite = (amount: MinorAmount | null): MinorAmount | null =>
    amount === null ? null : { ...amount, minor: -amount.minor };

/** What came in beside what went out, of each month. Of the cash flow, where expenses are below zero. */
function Flow({ report: { columns, sections } }: { report: CashFlow }) {
    const of = (kind: string): Total[] | undefined => sections.find((one) => one.kind === kind)?.months;
    const [income, expenses] = [of("income"), of("expense")];
    const points: Point[] = columns.map(({ from }, index) => ({
        name: monthOf(from),
        title: shortMonth(from),
        values: [
            income?.[index]?.converted.amount ?? null,
            opposite(expenses?.[index]?.converted.amount ?? null),
        ],
    }));
    if (income === undefined || expenses === undefined) return null;
    return (
        <BarsChart
            testId="flow-chart"
            series={[
                { name: "Income", fill: "var(--accent)", key: "bg-accent" },
                { name: "Expenses", fill: "var(--medium-fill)", key: "bg-medium-fill" },
            ]}
            points={points}
        />
    );
}

/** Where money came from and where it went, the most first. */
function Categories({ report: { income, expenses } }: { report: IncomeStatement }) {
    return (
        <div className="mb-5 grid grid-cols-2 gap-x-8 gap-y-5 max-md:grid-cols-1">
            <Bars title="Where it came from" section={income} fill="bg-accent" />
            <Bars title="Where it went" section={expenses} fill="bg-medium-fill" />
        </div>
    );
}

function Bars({ title, section, fill }: { title: string; section: ReportSection; fill: string }) {
    const top = section.rows.filter(({ depth }) => depth === 0);
    const sorted = [...top].sort(
        (a, b) => (b.converted.amount?.minor ?? 0) - (a.converted.amount?.minor ?? 0),
    );
    // Only widths are made of these.
    const most = Math.max(1, ...top.map(({ converted }) => Math.abs(converted.amount?.minor ?? 0)));
    if (top.length < 2) return null;
    return (
        <figure aria-hidden data-testid="category-chart">
            <figcaption className="text-ink-3 mb-2 text-xs">{title}</figcaption>
            <ul className="flex flex-col gap-1.5">
                {sorted.slice(0, ROWS_MAX).map(({ account, name, converted: { amount } }) => {
                    const shown = amount === null ? undefined : exact(amount);
                    return (
                        <li
                            key={account}
                            className="grid grid-cols-[9rem_minmax(0,1fr)_7rem] items-center gap-3 text-xs phone:grid-cols-[7rem_minmax(0,1fr)_6rem]"
                        >
                            <span className="text-ink-2 truncate">{name}</span>
                            <span className="bg-sunken h-2.5 overflow-hidden rounded-sm">
                                {amount === null ? (
                                    <span className="hatch block h-full w-full" />
                                ) : (
                                    <span
                                        className={cx(
                                            "block h-full",
                                            amount.minor < 0 ? "bg-critical-fill" : fill,
                                        )}
                                        style={{ width: `${(100 * Math.abs(amount.minor)) / most}%` }}
                                    />
                                )}
                            </span>
                            <span className="tabular text-right">
                                {shown === undefined ? <UnknownBadge /> : money(shown.amount, shown.currency)}
                            </span>
                        </li>
                    );
                })}
            </ul>
        </figure>
    );
}
