import { screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

test("the books are opened in a currency that is found by its name, with a chart", async () => {
    const { user } = showAt(`/w/${ID.cedar}/books`);
    const currency = await screen.findByRole("combobox", { name: "Currency" });
    await user.click(currency);
    await user.keyboard("yen{Enter}");
    await user.click(screen.getByRole("radio", { name: /Nothing yet/ }));
    await user.click(screen.getByRole("button", { name: "Open the books" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Balances" })).toBeVisible();
    expect(world.books.get(ID.cedar)?.currency).toBe("JPY");
    expect(world.books.get(ID.cedar)?.accounts).toHaveLength(4);
    // Nothing is written, and that is known: a zero, without decimals.
    expect((await screen.findAllByText("¥0")).length).toBeGreaterThan(0);
    expect(screen.getByText("Nothing is written yet")).toBeVisible();
});

test("whoever may not open them is told who may", async () => {
    showAt(`/w/${ID.dogwood}/books`);
    expect(await screen.findByText("No books are kept here yet")).toBeVisible();
    expect(screen.getByText(/Admins and owners of this workspace can open them/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Open the books" })).toBeNull();
});

test("books that cannot be read are an error, not none", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books", () => refuse(500, "internal", "something broke")),
    );
    const { user } = showAt(`/w/${ID.alder}/books`);
    expect(await screen.findByText(/The books cannot be shown/)).toBeVisible();
    expect(screen.getByText("req-0001")).toBeVisible();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Balances" })).toBeVisible();
});
