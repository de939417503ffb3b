import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";

import type { IncomeStatement, MinorAmount, NetWorth, Total } from "~/api/reports";
import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID } from "~/mocks/world";
import { showAt } from "~/test/render";

const AT = `/w/${ID.alder}/books/reports`;
const euros = (minor: number): MinorAmount => ({ minor, currency: "EUR" });
const sum = (minor: number): Total => ({
    amounts: [euros(minor)],
    converted: { amount: euros(minor), missing: [] },
});
const unrated: Total = {
    amounts: [euros(90000), { minor: 31244, currency: "USD" }],
    converted: { amount: null, missing: ["USD"] },
};
const head = { workspace: "Alder Freight", currency: "EUR", made: "2026-11-27T09:00:00Z" };
const income: IncomeStatement = {
    head,
    rates: [],
    from: "2026-11-01",
    to: "2026-11-30",
    income: {
        kind: "income",
        rows: [{ account: 8, name: "Services", depth: 0, ...sum(9007199254740991) }],
        total: sum(240000),
    },
    expenses: {
        kind: "expense",
        rows: [{ account: 10, name: "Cloud", depth: 0, ...unrated }],
        total: unrated,
    },
    result: unrated,
};
const worth: NetWorth = {
    head,
    rates: [],
    points: [{ day: "2026-10-31", assets: sum(410000), liabilities: sum(0), net: sum(410000) }],
};
const asked: URL[] = [];

beforeEach(() => {
    asked.length = 0;
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books/reports/:report", ({ request, params }) => {
            asked.push(new URL(request.url));
            return Response.json(params.report === "net-worth" ? worth : income);
        }),
    );
});

test("a report has its sections and totals, exact, and says which rate is missing", async () => {
    showAt(`${AT}?report=income&from=2026-11-01&to=2026-11-30`);
    const table = within(await screen.findByRole("table", { name: "Income" }));
    // The largest number that is exact keeps every digit.
    expect(table.getByRole("row", { name: /Services/ })).toHaveTextContent("€90,071,992,547,409.91");
    const cloud = within(table.getByRole("row", { name: /Cloud/ }));
    expect(cloud.getByText("Not available")).toBeVisible();
    expect(cloud.getByRole("link", { name: "Add the rate USD to EUR" })).toHaveAttribute(
        "href",
        expect.stringMatching(/\/books\/rates\?new=true&from=USD&to=EUR&on=2026-/),
    );
    expect(cloud.getByText("$312.44")).toBeVisible();
    expect(cloud.queryByText("€0.00")).toBeNull();
    expect(screen.getByRole("link", { name: "CSV" })).toHaveAttribute(
        "href",
        `/api/v1/workspaces/${ID.alder}/books/reports/income?to=2026-11-30&from=2026-11-01&format=csv`,
    );
    expect(screen.getByRole("link", { name: "Page to print" })).toHaveAttribute(
        "href",
        expect.stringContaining("format=html"),
    );
});

test("report, period and currency stand in the address", async () => {
    const { user, at } = showAt(`${AT}?report=income&from=2026-11-01&to=2026-11-30`);
    await screen.findByRole("table", { name: "Income" });
    await user.selectOptions(screen.getByRole("combobox", { name: "In the currency" }), "USD");
    await waitFor(() => expect(at()).toContain("currency=USD"));
    await user.selectOptions(screen.getByRole("combobox", { name: "Report" }), "net-worth");
    const table = within(await screen.findByRole("table", { name: "Net worth" }));
    expect(table.getAllByText("€4,100.00")).toHaveLength(2);
    expect(at()).toBe(`${AT}?report=net-worth&from=2026-11-01&to=2026-11-30&currency=USD`);
    expect(asked.at(-1)?.searchParams.get("currency")).toBe("USD");
});

test("net worth is drawn too, and a month that is not known has no bar of its own", async () => {
    const months = [
        { day: "2026-09-30", assets: sum(500000), liabilities: sum(0), net: sum(500000) },
        { day: "2026-10-31", assets: unrated, liabilities: sum(0), net: unrated },
        { day: "2026-11-30", assets: sum(0), liabilities: sum(2500), net: sum(-2500) },
    ];
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books/reports/:report", () =>
            Response.json({ ...worth, points: months }),
        ),
    );
    showAt(`${AT}?report=net-worth`);
    const chart = within(await screen.findByTestId("net-worth-chart"));
    expect(chart.getByText(/^30 Sept? 2026: €5,000\.00$/)).toBeInTheDocument();
    expect(chart.getByText("31 Oct 2026: not available")).toBeInTheDocument();
    expect(chart.getByText("30 Nov 2026: −€25.00")).toBeInTheDocument();
});

test("a report that could not be made is tried again", async () => {
    let fails = true;
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books/reports/:report", () =>
            fails ? refuse(500, "internal", "something broke") : undefined,
        ),
    );
    const { user } = showAt(`${AT}?report=income`);
    const again = await screen.findByRole("button", { name: "Try again" });
    fails = false;
    await user.click(again);
    expect(await screen.findByRole("table", { name: "Income" })).toBeVisible();
});
