import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { ACCOUNT } from "~/mocks/books-sample";
import { DEFINITION } from "~/mocks/definitions";
import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

import { goingOn, pausing } from "./recurring-words";
import { nextMonth } from "./days";

const AT = `/w/${ID.alder}/books/recurring`;
const items = () => {
    const found = world.books.get(ID.alder);
    if (found === undefined) throw new Error("no book");
    return found.definitions.recurring;
};
const one = (id: string) => items().find((each) => each.id === id);

test("what comes again is listed with its words, its next day and its state", async () => {
    showAt(AT);
    const table = within(await screen.findByRole("table", { name: "What comes again" }));
    const rent = table.getByRole("row", { name: /Hausverwaltung Linde/ });
    expect(rent).toHaveTextContent(/Every month on the 1st.*1 Dec 2099.*Active.*−€900\.00/);
    // Without a next day there is none, not an empty one.
    expect(table.getByRole("row", { name: /Büro Sauber/ })).toHaveTextContent(/none.*Paused/);
    expect(table.getByRole("row", { name: /Steuerberatung/ })).toHaveTextContent("Waits");
    expect(screen.getByText(/1 recurring transaction could not be posted on its day/)).toBeVisible();
});

test("one that waits says why the books refused it", async () => {
    showAt(`${AT}?open=${DEFINITION.waits}`);
    const drawer = within(await screen.findByRole("dialog", { name: "Steuerberatung" }));
    expect(drawer.getByText(/1 Nov 2026\. The books are closed up to 2026-11-05/)).toBeVisible();
});

test("without any, the next step is said; a list that cannot be read is tried again", async () => {
    items().length = 0;
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books/definitions/:kind", () =>
            refuse(500, "internal", "something broke"),
        ),
    );
    const { user } = showAt(AT);
    const again = await screen.findByRole("button", { name: "Try again" });
    server.resetHandlers();
    await user.click(again);
    expect(await screen.findByText("Nothing comes again yet")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Add what comes again" }));
    expect(await screen.findByRole("dialog", { name: "What comes again" })).toBeVisible();
});

test("one is made in plain words, and the rule of RFC 5545 stands below", async () => {
    const { user, at } = showAt(`${AT}?new=true`);
    const drawer = within(await screen.findByRole("dialog", { name: "What comes again" }));
    await user.click(drawer.getByRole("button", { name: "Save what comes again" }));
    expect(await drawer.findByText("Enter an amount")).toBeVisible();
    await user.type(drawer.getByRole("textbox", { name: "Amount" }), "12,50");
    await user.type(drawer.getByRole("combobox", { name: /^Payee/ }), "GitHub");
    await user.type(drawer.getByRole("combobox", { name: "From" }), "credit{Enter}");
    await user.type(drawer.getByRole("combobox", { name: "Category" }), "travel{Enter}");
    await user.selectOptions(drawer.getByRole("combobox", { name: "It comes" }), "weekly");
    const many = drawer.getByRole("textbox", { name: "Every how many weeks" });
    await user.clear(many);
    await user.type(many, "2");
    for (const name of ["Monday", "Tuesday", "Wednesday", "Thursday", "Saturday", "Sunday"]) {
        const day = drawer.getByRole("button", { name });
        if (day.getAttribute("aria-pressed") === "true") await user.click(day);
    }
    const friday = drawer.getByRole("button", { name: "Friday" });
    if (friday.getAttribute("aria-pressed") !== "true") await user.click(friday);
    expect(await drawer.findByText("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR")).toBeVisible();
    expect(await drawer.findByText("by FREQ=WEEKLY;INTERVAL=2;BYDAY=FR")).toBeVisible();
    await user.click(drawer.getByRole("button", { name: "Save what comes again" }));
    await waitFor(() => expect(items()).toHaveLength(4));
    expect(items()[3]?.body).toMatchObject({
        schedule: { rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", weekend: "leave" },
        template: {
            payee: "GitHub",
            postings: [
                [ACCOUNT.card, "EUR", -1250, ""],
                [ACCOUNT.travel, "EUR", 1250, ""],
            ],
        },
    });
    await waitFor(() => expect(at()).toBe(AT));
});

test("days that have passed are told before they are posted", async () => {
    const { user } = showAt(`${AT}?new=true`);
    const drawer = within(await screen.findByRole("dialog", { name: "What comes again" }));
    const day = drawer.getByRole("textbox", { name: "Day of the month" });
    await user.clear(day);
    await user.type(day, "13");
    expect(await drawer.findByText(/3 days up to today are posted at once/)).toBeVisible();
});

test("a transaction is the pattern of what comes a month after it", async () => {
    const { user } = showAt(`/w/${ID.alder}/books/transactions?open=3`);
    await user.click(await screen.findByRole("link", { name: "Make it recurring" }));
    const drawer = within(await screen.findByRole("dialog", { name: "What comes again" }));
    expect(await drawer.findByRole("textbox", { name: "Amount" })).toHaveValue("900.00");
    expect(drawer.getByRole("combobox", { name: "Category" })).toHaveValue("Office:Rent");
    expect(drawer.getByLabelText("From", { selector: "input[type=date]" })).toHaveValue("2026-12-02");
    expect(nextMonth("2026-01-31")).toBe("2026-02-28");
    expect(nextMonth("2026-12-31")).toBe("2027-01-31");
});

test("a day is left out and taken in again, and it pauses and goes on", async () => {
    const { user } = showAt(`${AT}?open=${DEFINITION.rent}`);
    const drawer = within(await screen.findByRole("dialog", { name: "Hausverwaltung Linde" }));
    await user.click(drawer.getByRole("button", { name: "Leave 1 Dec 2099 out" }));
    await waitFor(() => expect(one(DEFINITION.rent)?.body.skipped).toEqual(["2099-12-01"]));
    await user.click(await drawer.findByRole("button", { name: "Take 1 Dec 2099 in again" }));
    await waitFor(() => expect(one(DEFINITION.rent)?.body.skipped).toEqual([]));
    await user.click(drawer.getByRole("button", { name: "Pause" }));
    await waitFor(() => expect(one(DEFINITION.rent)?.body.pauses).toHaveLength(1));
    expect(one(DEFINITION.rent)?.body.pauses?.[0]?.until).toBeUndefined();
});

test("a pause ends the day before it goes on, and one of a single day never was", () => {
    const body = one(DEFINITION.rent)?.body;
    if (body === undefined) throw new Error("no rent");
    const paused = pausing(body, "2026-11-20");
    expect(goingOn(paused, "2026-11-27").pauses).toEqual([{ from: "2026-11-20", until: "2026-11-26" }]);
    expect(goingOn(paused, "2026-11-20").pauses).toEqual([]);
    const again = pausing(goingOn(paused, "2026-11-27"), "2026-12-01");
    expect(goingOn(again, "2026-12-03").pauses).toEqual([
        { from: "2026-11-20", until: "2026-11-26" },
        { from: "2026-12-01", until: "2026-12-02" },
    ]);
});

test("one that is removed comes back under its id", async () => {
    const { user, at } = showAt(`${AT}?open=${DEFINITION.rent}`);
    const drawer = within(await screen.findByRole("dialog", { name: "Hausverwaltung Linde" }));
    await user.click(drawer.getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(one(DEFINITION.rent)).toBeUndefined());
    await waitFor(() => expect(at()).toBe(AT));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(one(DEFINITION.rent)).toBeDefined());
});
