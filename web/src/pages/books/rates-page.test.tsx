import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

import { rateTyped } from "./rate-words";

const AT = `/w/${ID.alder}/books/rates`;
const rates = () => {
    const found = world.books.get(ID.alder);
    if (found === undefined) throw new Error("no book");
    return found.definitions.rates;
};

test("rates are listed with day and source, and one is removed and brought back", async () => {
    const { user } = showAt(AT);
    const table = within(await screen.findByRole("table", { name: "Rates" }));
    expect(table.getByRole("row", { name: /USD → EUR/ })).toHaveTextContent(
        "1 USD = 0.9184 EUR18 Nov 2026ECB",
    );
    await user.click(table.getByRole("button", { name: "Remove USD to EUR, 18 Nov 2026" }));
    expect(await screen.findByText("There is no rate yet")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(rates()).toHaveLength(1));
});

test("a report that lacks a rate leads here with its currencies and its day", async () => {
    const { user, at } = showAt(`${AT}?new=true&from=GBP&to=EUR&on=2026-11-10`);
    const dialog = within(await screen.findByRole("dialog", { name: "A new rate" }));
    expect(dialog.getByRole("combobox", { name: "One of" })).toHaveValue("GBP");
    expect(dialog.getByLabelText("Of the day")).toHaveValue("2026-11-10");
    await user.click(dialog.getByRole("button", { name: "Save the rate" }));
    expect(await dialog.findByText("Enter a number above zero, such as 1.0842")).toBeVisible();
    expect(dialog.getByText("Say whose rate it is")).toBeVisible();
    await user.type(dialog.getByRole("textbox", { name: "Rate" }), "1,1702");
    expect(dialog.getByText("1 GBP is 1.1702 EUR")).toBeVisible();
    await user.type(dialog.getByRole("textbox", { name: "Source" }), "the bank");
    await user.click(dialog.getByRole("button", { name: "Save the rate" }));
    await waitFor(() => expect(rates()).toHaveLength(2));
    expect(rates()[1]?.body).toEqual({
        from: "GBP",
        to: "EUR",
        date: "2026-11-10",
        rate: "1.1702",
        source: "the bank",
    });
    await waitFor(() => expect(at()).toBe(AT));
});

test("a rate is an exact decimal above zero", () => {
    expect(["1,0842", "0.5", "007", "1 000.25"].map(rateTyped)).toEqual(["1.0842", "0.5", "7", "1000.25"]);
    for (const text of ["", "0", "0.000", "-1", "1e3", "1.2.3", "x"]) expect(rateTyped(text)).toBeUndefined();
});

test("rates that could not be read are tried again", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books/definitions/:kind", () =>
            refuse(500, "internal", "something broke"),
        ),
    );
    const { user } = showAt(AT);
    const again = await screen.findByRole("button", { name: "Try again" });
    server.resetHandlers();
    await user.click(again);
    expect(await screen.findByRole("table", { name: "Rates" })).toBeVisible();
});
