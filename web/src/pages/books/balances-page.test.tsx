import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID } from "~/mocks/world";
import { showAt } from "~/test/render";

const AT = `/w/${ID.alder}/books`;
const figure = async (name: string | RegExp) => {
    const term = await screen.findByText(name, { selector: "dt" });
    return within(term.parentElement as HTMLElement);
};

test("what is there is shown by currency, and what the month brought, each in people's sign", async () => {
    showAt(`${AT}?on=2026-11-30`);
    const worth = await figure("Net worth");
    // 5000 − 900 − 900 + 2400 − 89.90 − 24.60 − 500, and 542.10 − 312.44 dollars.
    expect(await worth.findByText("€4,985.50")).toBeVisible();
    expect(worth.getByText("$229.66")).toBeVisible();
    expect((await figure("Liabilities")).getByText("€89.90")).toBeVisible();
    expect(await (await figure("Income, November 2026")).findByText("€2,400.00")).toBeVisible();
    const expenses = await figure("Expenses, November 2026");
    expect(await expenses.findByText("€1,014.50")).toBeVisible();
    expect(expenses.getByText("$312.44")).toBeVisible();
});

test("accounts stand as a tree, and each leads to its register", async () => {
    showAt(`${AT}?on=2026-11-30`);
    const expenses = within(await screen.findByRole("region", { name: "Expenses" }));
    const office = expenses.getByRole("link", { name: /^Office/ });
    expect(office).toHaveTextContent("€1,800.00");
    expect(expenses.getByRole("link", { name: /^Rent/ })).toHaveAttribute(
        "href",
        `${AT}/transactions?account=13`,
    );
    const income = within(screen.getByRole("region", { name: "Income" }));
    expect(income.getByRole("link", { name: /^Consulting/ })).toHaveTextContent("€2,400.00");
});

test("the day stands in the address, and earlier days have earlier balances", async () => {
    const { user, at } = showAt(`${AT}?on=2026-10-31`);
    expect(await (await figure("Net worth")).findByText("€4,100.00")).toBeVisible();
    screen.getByLabelText("Balances on").focus();
    await user.keyboard("+");
    await waitFor(() => expect(at()).toBe(`${AT}?on=2026-11-01`));
});

test("what the month brought is unknown where the balances before it cannot be read, and never a zero", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books/accounts", ({ request }) =>
            new URL(request.url).searchParams.get("on") === "2026-10-31"
                ? refuse(500, "internal", "something broke")
                : undefined,
        ),
    );
    const { user } = showAt(`${AT}?on=2026-11-30`);
    expect(await (await figure("Income, November 2026")).findByText("Unknown")).toBeVisible();
    expect((await figure("Assets")).getByText("€5,075.40")).toBeVisible();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await (await figure("Income, November 2026")).findByText("€2,400.00")).toBeVisible();
});
