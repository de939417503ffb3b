import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { ACCOUNT } from "~/mocks/books-sample";
import { DEFINITION } from "~/mocks/definitions";
import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

const AT = `/w/${ID.alder}/books/budgets`;
const budgets = () => {
    const found = world.books.get(ID.alder);
    if (found === undefined) throw new Error("no book");
    return found.definitions.budgets;
};

test("budgets stand by how much they need a look, each in words and not by colour alone", async () => {
    showAt(AT);
    const list = within(await screen.findByRole("list", { name: "Budgets" }));
    await waitFor(() => expect(list.getAllByRole("article")[0]).toHaveAccessibleName("Travel"));
    const [travel, cloud, rent] = list.getAllByRole("article");
    expect(travel).toHaveTextContent(/Over.*€104\.50 spent of €100\.00 \(104 %\)€4\.50 over/);
    expect(travel).toHaveTextContent("At the end of the period: €116.11, €16.11 over");
    expect(travel).toHaveTextContent("50 % reached, 80 % reached, 100 % reached");
    expect(within(travel ?? document.body).getByRole("meter")).toHaveAttribute(
        "aria-valuetext",
        "€104.50 of €100.00, 104 %",
    );
    // What lacks a rate is not known: no forecast, and never on track.
    expect(cloud).toHaveTextContent(/Not known.*At the end of the period: Unknown/);
    expect(cloud).toHaveTextContent("Not counted for want of a rate: $312.44.");
    expect(rent).toHaveTextContent(/Office:Rent.*On track.*€550\.00 left/);
});

test("a budget is made with three thresholds, and what is wrong is said beside its field", async () => {
    const { user, at } = showAt(`${AT}?new=true`);
    const dialog = within(await screen.findByRole("dialog", { name: "A new budget" }));
    const middle = dialog.getByRole("textbox", { name: "Second" });
    await user.clear(middle);
    await user.type(middle, "40");
    await user.click(dialog.getByRole("button", { name: "Save the budget" }));
    expect(await dialog.findByText("Choose a category")).toBeVisible();
    expect(dialog.getByText("Higher than the one before")).toBeVisible();
    await user.clear(middle);
    await user.type(middle, "90");
    await user.type(dialog.getByRole("combobox", { name: "Category" }), "aws{Enter}");
    await user.type(dialog.getByRole("textbox", { name: "Amount" }), "1.500");
    await user.selectOptions(dialog.getByRole("combobox", { name: "Every" }), "quarter");
    await user.selectOptions(dialog.getByRole("combobox", { name: "What is left at the end" }), "both");
    await user.click(dialog.getByRole("button", { name: "Save the budget" }));
    await waitFor(() => expect(budgets()).toHaveLength(4));
    expect(budgets()[3]?.body).toMatchObject({
        category: ACCOUNT.aws,
        amount: { minor: 150_000, currency: "EUR" },
        every: { kind: "quarter", first_month: 1, first_day: 1 },
        thresholds_percent: [50, 90, 100],
        roll_over: "both",
    });
    await waitFor(() => expect(at()).toBe(AT));
    // Outside of its time it says so.
    expect(await screen.findByText("It has no period today.")).toBeVisible();
});

test("a budget is changed in the version that was seen, and somebody who was faster is told of", async () => {
    const { user } = showAt(`${AT}?edit=${DEFINITION.travel}`);
    const dialog = within(await screen.findByRole("dialog", { name: "The budget of Travel" }));
    const amount = dialog.getByRole("textbox", { name: "Amount" });
    expect(amount).toHaveValue("100.00");
    const travel = budgets().find(({ id }) => id === DEFINITION.travel);
    if (travel !== undefined) travel.version = 7;
    await user.clear(amount);
    await user.type(amount, "200");
    await user.click(dialog.getByRole("button", { name: "Save the budget" }));
    expect(await dialog.findByText(/^Somebody else has changed it meanwhile/)).toBeVisible();
    expect(amount).toHaveValue("200");
    // Saved again, it holds.
    await user.click(dialog.getByRole("button", { name: "Save the budget" }));
    await waitFor(() =>
        expect(budgets().find(({ id }) => id === DEFINITION.travel)?.body.amount.minor).toBe(20_000),
    );
});

test("balances show the budgets that need a look, and only those", async () => {
    showAt(`/w/${ID.alder}/books`);
    const brief = within(await screen.findByRole("list", { name: "Budgets that need a look" }));
    expect(brief.getAllByRole("article").map((one) => one.getAttribute("aria-label"))).toEqual([
        "Travel",
        "Cloud",
    ]);
});

test("without a budget the next step is said, and a failure is tried again", async () => {
    budgets().length = 0;
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books/definitions/:kind", () =>
            refuse(500, "internal", "something broke"),
        ),
    );
    const { user } = showAt(AT);
    const again = await screen.findByRole("button", { name: "Try again" });
    server.resetHandlers();
    await user.click(again);
    expect(await screen.findByText("There is no budget yet")).toBeVisible();
});
