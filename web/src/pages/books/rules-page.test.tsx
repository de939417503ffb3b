import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { current } from "~/mocks/books-ledger";
import { ACCOUNT } from "~/mocks/books-sample";
import { DEFINITION } from "~/mocks/definitions";
import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

import { bodyOfRule, emptyRule, newCondition } from "./rule-body";

const AT = `/w/${ID.alder}/books/rules`;
const book = () => {
    const found = world.books.get(ID.alder);
    if (found === undefined) throw new Error("no book");
    return found;
};
const rules = () => book().definitions.rules;
const names = () => rules().map(({ body }) => body.name);

test("the rules stand in their order, each in words", async () => {
    showAt(AT);
    const list = within(await screen.findByRole("list", { name: /in the order/ }));
    const [trains, clouds] = list.getAllByRole("listitem");
    await waitFor(() => expect(trains).toHaveTextContent("sets Travel · goes on"));
    expect(trains).toHaveTextContent("1TrainsThe payee contains “Bahn”");
    expect(clouds).toHaveTextContent(
        "The text contains “invoice” and The amount is at most −\u2060€10.00sets Cloud:AWS, #cloud",
    );
});

test("a rule is moved by its button, and by Alt and an arrow key", async () => {
    const { user } = showAt(AT);
    await user.click(await screen.findByRole("button", { name: "Ask Clouds earlier" }));
    await waitFor(() => expect(names()).toEqual(["Clouds", "Trains"]));
    const link = await screen.findByRole("link", { name: "Clouds" });
    link.focus();
    await waitFor(() =>
        expect(screen.getByRole("button", { name: "Ask Clouds earlier" })).toHaveAttribute(
            "aria-disabled",
            "true",
        ),
    );
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await waitFor(() => expect(names()).toEqual(["Trains", "Clouds"]));
});

test("a rule is made from a transaction, says what it would have done, and does it", async () => {
    const { user, at } = showAt(`/w/${ID.alder}/books/transactions?open=7`);
    await user.click(await screen.findByRole("link", { name: "Make a rule from it" }));
    const drawer = within(await screen.findByRole("dialog", { name: "A new rule" }));
    expect(await drawer.findByRole("textbox", { name: /The payee contains, condition 1/ })).toHaveValue(
        "Café Blau",
    );
    expect(await drawer.findByText(/Once it is complete/)).toBeVisible();
    await user.type(drawer.getByRole("combobox", { name: /^Category/ }), "rent{Enter}");
    expect(await drawer.findByText("1 transaction of the last year fits")).toBeVisible();
    expect(drawer.getByText(/, of 9\. 1 would be other than now/)).toBeVisible();
    await user.click(drawer.getByRole("button", { name: "Save the rule" }));
    await waitFor(() => expect(names()).toEqual(["Trains", "Clouds", "Café Blau"]));
    expect(rules()[2]).toMatchObject({
        place: 2,
        body: { actions: [{ kind: "category", account: ACCOUNT.rent }], goes_on: false },
    });
    await waitFor(() => expect(at()).toBe(AT));
});

test("what a rule would change is changed in one step, and what is split keeps its category", async () => {
    const { user } = showAt(`${AT}?new=true&payee=Linde&category=${ACCOUNT.travel}`);
    const drawer = within(await screen.findByRole("dialog", { name: "A new rule" }));
    await user.click(await drawer.findByRole("button", { name: "Change these 2 now" }));
    const rents = () =>
        book().transactions.flatMap((one) => {
            const now = current(one);
            return now?.payee === "Hausverwaltung Linde" ? [now.postings[1]?.account] : [];
        });
    await waitFor(() => expect(rents()).toEqual([ACCOUNT.travel, ACCOUNT.travel]));
});

test("what is not complete is said beside its field", async () => {
    const { user } = showAt(`${AT}?new=true`);
    const drawer = within(await screen.findByRole("dialog", { name: "A new rule" }));
    await user.click(await drawer.findByRole("button", { name: "Save the rule" }));
    expect(await drawer.findByText("Enter a text")).toBeVisible();
    expect(drawer.getByText("Enter a name")).toBeVisible();
    expect(drawer.getByText(/It does nothing yet/)).toBeVisible();
    const none = { ...emptyRule("EUR"), conditions: [] };
    expect(bodyOfRule(none)).toMatchObject({
        faults: { conditions: "Without a condition it would hold for everything: add one" },
    });
    const amounts = {
        ...emptyRule("EUR"),
        name: "Dear",
        note: "look",
        conditions: [newCondition("KWD", "amount_to", "-1,234")],
    };
    expect(bodyOfRule(amounts)).toEqual({
        body: {
            name: "Dear",
            conditions: [{ kind: "amount_to", amount: { minor: -1234, currency: "KWD" } }],
            actions: [{ kind: "note", note: "look" }],
            goes_on: false,
        },
    });
});

test("without a rule the next step is said, a failure is tried again, and a removed rule comes back", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books/definitions/:kind", () =>
            refuse(500, "internal", "something broke"),
        ),
    );
    const { user } = showAt(AT);
    const again = await screen.findByRole("button", { name: "Try again" });
    server.resetHandlers();
    await user.click(again);
    await user.click(await screen.findByRole("button", { name: "Remove Trains" }));
    await user.click(await screen.findByRole("button", { name: "Remove Clouds" }));
    expect(await screen.findByText("There is no rule yet")).toBeVisible();
    const undo = await screen.findAllByRole("button", { name: "Undo" });
    await user.click(undo.at(-1) ?? screen.getByText("Undo"));
    await waitFor(() => expect(rules().map(({ id }) => id)).toEqual([DEFINITION.clouds]));
});
