/** Reports of the books: which, over what time, in which currency; all of that stands in the address. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { FileSpreadsheet, Printer } from "lucide-react";

import { bookQuery } from "~/api/books";
import { exact, type ReportAsked, type ReportName, reportQuery, REPORTS, type Total } from "~/api/reports";
import { useSearchPatch } from "~/app/url-state";
import { cx } from "~/lib/cx";
import { CURRENCIES, money } from "~/lib/currencies";
import { isZero } from "~/lib/decimal";
import { outside, paths } from "~/lib/paths";
import { buttonClass } from "~/ui/button";
import { Link } from "~/ui/link";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { Select } from "~/ui/select";
import { UnknownBadge } from "~/ui/unknown-badge";

import { DayInput } from "./day-input";
import { dayWords, endOfMonthBefore, plusDays, today } from "./days";
import { ReportChart } from "./report-chart";
import { REPORT_WORDS, type ReportTable, tableOf } from "./report-rows";

const route = getRouteApi("/house/w/$workspace/books/reports");

const PRESETS = {
    year: "This year",
    month: "This month",
    "last-month": "Last month",
    "last-year": "Last year",
    own: "Days of your choice",
} as const;
type Preset = keyof typeof PRESETS;

function daysOf(preset: Exclude<Preset, "own">): { from: string; to: string } {
    const now = today();
    const year = Number(now.slice(0, 4));
    if (preset === "year") return { from: `${year}-01-01`, to: now };
    if (preset === "month") return { from: `${now.slice(0, 8)}01`, to: now };
    if (preset === "last-year") return { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` };
    const to = endOfMonthBefore(now);
    return { from: plusDays(endOfMonthBefore(to), 1), to };
}

export function ReportsPage() {
    const { workspace } = route.useParams();
    const search = route.useSearch();
    const patch = useSearchPatch();
    const standard = daysOf("year");
    const report: ReportName = search.report ?? "balance-sheet";
    const from = search.from ?? standard.from;
    const to = search.to ?? standard.to;
    const own = useQuery(bookQuery(workspace)).data?.currency ?? "EUR";
    const currency = search.currency ?? own;
    const asked: ReportAsked = {
        to,
        ...(report === "balance-sheet" ? {} : { from }),
        ...(search.currency === undefined ? {} : { currency: search.currency }),
    };
    const query = useQuery(reportQuery(workspace, report, asked));
    const preset =
        (["year", "month", "last-month", "last-year"] as const).find((one) => {
            const days = daysOf(one);
            return days.from === from && days.to === to;
        }) ?? "own";
    const words = REPORT_WORDS[report];
    return (
        <>
            <PageHeader
                title="Reports"
                about={words.about}
                actions={
                    <>
                        <a
                            href={outside.ledgerReport(workspace, report, { ...asked, format: "csv" })}
                            className={buttonClass()}
                        >
                            <FileSpreadsheet aria-hidden size={14} />
                            CSV
                        </a>
                        <a
                            href={outside.ledgerReport(workspace, report, { ...asked, format: "html" })}
                            target="_blank"
                            rel="noreferrer noopener"
                            className={buttonClass()}
                        >
                            <Printer aria-hidden size={14} />
                            Page to print
                        </a>
                    </>
                }
            />
            <div className="mb-6 flex flex-wrap items-end gap-3">
                <Select
                    label="Report"
                    name="report"
                    value={report}
                    onChange={(next) => patch({ report: next }, { push: true })}
                    choices={REPORTS.map((value) => ({ value, label: REPORT_WORDS[value].title }))}
                />
                <Select<Preset>
                    label="Period"
                    name="period"
                    value={preset}
                    onChange={(next) => {
                        if (next !== "own") patch(daysOf(next), { push: true });
                    }}
                    choices={(Object.keys(PRESETS) as Preset[]).map((value) => ({
                        value,
                        label: PRESETS[value],
                    }))}
                />
                {report !== "balance-sheet" && (
                    <DayInput
                        label="From"
                        name="from"
                        value={from}
                        onChange={(next) => patch({ from: next === "" ? undefined : next })}
                    />
                )}
                <DayInput
                    label={report === "balance-sheet" ? "At the end of" : "To"}
                    name="to"
                    value={to}
                    onChange={(next) => patch({ to: next === "" ? undefined : next })}
                />
                <Select
                    label="In the currency"
                    name="currency"
                    value={currency}
                    onChange={(next) => patch({ currency: next === own ? undefined : next })}
                    choices={CURRENCIES.map((value) => ({ value, label: value }))}
                />
            </div>
            <Section title={words.title}>
                <QueryView query={query} what="The report">
                    {(data) => (
                        <>
                            <ReportChart report={data} />
                            <ReportTableView
                                label={words.title}
                                table={tableOf(data)}
                                currency={data.head.currency}
                                rateAt={(missing) =>
                                    paths.rates(workspace, {
                                        new: true,
                                        from: missing,
                                        to: data.head.currency,
                                        on: to,
                                    })
                                }
                            />
                            {data.rates.length > 0 && (
                                <ul aria-label="Rates" className="text-ink-3 mt-3 text-xs">
                                    {data.rates.map((rate) => (
                                        <li key={`${rate.from} ${rate.to} ${rate.day}`}>
                                            {rate.from} to {rate.to} for {dayWords(rate.day)}:{" "}
                                            {rate.legs
                                                .map(
                                                    (leg) =>
                                                        `1 ${leg.from} = ${leg.rate} ${leg.to} (${leg.source}, ${dayWords(leg.date)}${leg.inverse ? ", taken inversely" : ""})`,
                                                )
                                                .join(", ")}
                                        </li>
                                    ))}
                                </ul>
                            )}
                        </>
                    )}
                </QueryView>
            </Section>
        </>
    );
}

type RateAt = (missing: string) => string;

function ReportTableView(props: { label: string; table: ReportTable; currency: string; rateAt: RateAt }) {
    const { label, table, currency, rateAt } = props;
    const [first, ...others] = table.heads;
    return (
        // What is wider than the window is scrolled, also by the keyboard.
        <div
            role="region"
            aria-label={`${label}, the table`}
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
            className="border-line bg-surface shadow-card overflow-x-auto rounded-lg border"
        >
            <table aria-label={label} className="w-full text-sm">
                <thead>
                    <tr className="text-ink-3 border-line border-b text-xs">
                        <th scope="col" className={cx("py-2 pr-3 pl-3 text-left font-medium", stays)}>
                            {first}
                        </th>
                        {others.map((name) => (
                            <th
                                key={name}
                                scope="col"
                                className="px-3 py-2 text-right font-medium whitespace-nowrap"
                            >
                                {name}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {table.lines.map(({ id, label: name, depth, look, cells }) => (
                        <tr key={id} className="border-line border-b last:border-b-0">
                            <th
                                scope="row"
                                colSpan={look === "head" ? table.heads.length : 1}
                                style={{ paddingLeft: `${0.75 + depth}rem` }}
                                className={cx(
                                    "py-1.5 pr-3 text-left",
                                    stays,
                                    look === "row" ? "font-normal" : "font-semibold",
                                )}
                            >
                                {name}
                            </th>
                            {cells.map((cell, index) => (
                                <td
                                    key={others[index] ?? index}
                                    className={cx(
                                        "tabular px-3 py-1.5 text-right",
                                        look === "total" && "font-semibold",
                                    )}
                                >
                                    {typeof cell === "string" ? (
                                        cell
                                    ) : (
                                        <Sum total={cell} currency={currency} rateAt={rateAt} />
                                    )}
                                </td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

/** The names of the rows stay in sight while the rest is scrolled. */
const stays = "bg-surface sticky left-0 z-10 min-w-36";

/** The sum in the asked currency, and beside it those of other currencies that it was made of. */
function Sum({ total, currency, rateAt }: { total: Total; currency: string; rateAt: RateAt }) {
    const { amount, missing } = total.converted;
    const one = amount === null ? undefined : exact(amount);
    const others = total.amounts.some((each) => each.currency !== currency);
    return (
        <span className="inline-flex flex-col items-end whitespace-nowrap">
            {one === undefined ? (
                amount === null ? (
                    <span className="text-ink-2 flex flex-wrap items-center justify-end gap-x-2 text-xs font-normal">
                        <UnknownBadge>Not available</UnknownBadge>
                        <span>no rate</span>
                        {missing.map((from) => (
                            <Link
                                key={from}
                                to={rateAt(from)}
                                aria-label={`Add the rate ${from} to ${currency}`}
                            >
                                {from} → {currency}
                            </Link>
                        ))}
                    </span>
                ) : (
                    <UnknownBadge because="not available: the sum is too large to be shown exactly" />
                )
            ) : (
                <span className={cx(isZero(one.amount) && "text-ink-3")}>
                    {money(one.amount, one.currency)}
                </span>
            )}
            {others &&
                total.amounts.map((each) => {
                    const shown = exact(each);
                    return (
                        <span key={each.currency} className="text-ink-3 text-xs font-normal">
                            {shown === undefined
                                ? `too large, ${each.currency}`
                                : money(shown.amount, shown.currency)}
                        </span>
                    );
                })}
        </span>
    );
}
