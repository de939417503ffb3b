import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";

import { http, refuse } from "~/mocks/http";
import { RECEIPT } from "~/mocks/receipts";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

import { todoWords } from "./receipt-words";

const AT = `/w/${ID.alder}/books/receipts`;
const PAGE = "/workspaces/{workspace}/books/receipts/{receipt}/pages/{page}";

const urls = new Set<string>();
beforeEach(() => {
    urls.clear();
    // Addresses of what is in memory, as long as somebody holds them.
    URL.createObjectURL = vi.fn((picture: Blob) => {
        const url = `blob:${picture.type} ${picture.size} ${urls.size}`;
        urls.add(url);
        return url;
    });
    URL.revokeObjectURL = vi.fn((url: string) => {
        urls.delete(url);
    });
});

test("a receipt is shown beside what was read, and its pages are turned", async () => {
    const { user, at } = showAt(`${AT}/${RECEIPT.matches}`);
    const picture = await screen.findByRole("img", { name: "Page 1 of 2 of the receipt ticket.pdf" });
    expect(picture).toHaveAttribute("src", expect.stringMatching(/^blob:image\/png \d\d /));
    expect(screen.getByRole("table", { name: "What was read" })).toBeVisible();
    expect(screen.getByRole("link", { name: "New tab" })).toHaveAttribute(
        "href",
        `/api/v1/workspaces/${ID.alder}/books/receipts/${RECEIPT.matches}/pages/1`,
    );
    expect(screen.getByRole("button", { name: /Page before/ })).toHaveAttribute("aria-disabled", "true");
    await user.click(screen.getByRole("button", { name: "Next page" }));
    expect(await screen.findByRole("img", { name: "Page 2 of 2 of the receipt ticket.pdf" })).toBeVisible();
    expect(at()).toBe(`${AT}/${RECEIPT.matches}?page=2`);
    expect(screen.getByRole("button", { name: /Next page/ })).toHaveAttribute("aria-disabled", "true");
    // The picture of the page before is not held any more.
    expect(urls.size).toBe(1);
    await user.click(screen.getByRole("button", { name: "Page before" }));
    await screen.findByRole("img", { name: "Page 1 of 2 of the receipt ticket.pdf" });
    expect(at()).toBe(`${AT}/${RECEIPT.matches}`);
});

test("its text is the other side, and the address says which is shown", async () => {
    const { user, at } = showAt(`${AT}/${RECEIPT.matches}`);
    await user.click(await screen.findByRole("radio", { name: "Text" }));
    expect(await screen.findByText(/Total EUR 89,90/)).toBeVisible();
    expect(screen.queryByRole("img", { name: /of the receipt/ })).toBeNull();
    expect(at()).toBe(`${AT}/${RECEIPT.matches}?view=text`);
    await user.click(screen.getByRole("radio", { name: "Pages" }));
    expect(await screen.findByRole("img", { name: /of the receipt/ })).toBeVisible();
});

test("a picture has one page, which is made large and moved about by the keyboard, and hidden", async () => {
    const { user } = showAt(`${AT}/${RECEIPT.draft}`);
    expect(await screen.findByRole("img", { name: "The receipt laptop.jpg" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Next page" })).toBeNull();
    const large = screen.getByRole("button", { name: "Large" });
    await user.click(large);
    expect(large).toHaveAttribute("aria-pressed", "true");
    const place = screen.getByRole("region", { name: "The receipt laptop.jpg" });
    expect(place).toHaveAttribute("tabindex", "0");
    expect(within(place).getByRole("img")).toBeVisible();
    const hide = screen.getByRole("button", { name: "Hide" });
    await user.click(hide);
    expect(screen.getByRole("button", { name: "Show" })).toHaveAttribute("aria-expanded", "false");
});

test("what cannot be drawn says why, and offers the file", async () => {
    showAt(`${AT}/${RECEIPT.broken}`);
    expect(await screen.findByText(/The page cannot be drawn: the PDF is encrypted\./)).toBeVisible();
    expect(screen.getByRole("link", { name: "Download the file" })).toHaveAttribute(
        "href",
        expect.stringMatching(/\/file\?download=true$/),
    );
    // There is no text of it that could be shown in its place.
    expect(screen.queryByRole("radio", { name: "Text" })).toBeNull();
});

test("a failure is tried again; a page that there is not leads to the first", async () => {
    server.use(http.get(PAGE, () => refuse(500, "internal", "something broke")));
    const { user } = showAt(`${AT}/${RECEIPT.matches}?page=3`);
    expect(await screen.findByText(/Something broke\./)).toBeVisible();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("There is no such page of this receipt.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "First page" }));
    expect(await screen.findByRole("img", { name: /^Page 1 of 2/ })).toBeVisible();
});

test("while a page is drawn its shape is there, and a receipt that was not read says its pages by the first", async () => {
    const one = world.books.get(ID.alder)?.receipts.find(({ id }) => id === RECEIPT.matches);
    if (one === undefined) throw new Error("no receipt");
    Object.assign(one, { state: "not_read", reading: null, judgement: null, suggested: null, why: "off" });
    let draw = (): void => undefined;
    const turn = new Promise<void>((resolve) => {
        draw = resolve;
    });
    server.use(
        http.get(PAGE, async () => {
            await turn;
        }),
    );
    showAt(`${AT}/${RECEIPT.matches}`);
    expect(await screen.findByRole("status", { name: "Page 1 is being drawn" })).toBeVisible();
    draw();
    expect(await screen.findByRole("img", { name: /^Page 1 of 2/ })).toBeVisible();
    await waitFor(() => expect(screen.queryByRole("status", { name: /being drawn/ })).toBeNull());
});

test("what a receipt may belong to is counted, unless it is certain", () => {
    const [certain] = world.books.get(ID.alder)?.receipts ?? [];
    const match = certain?.suggested?.matches[0];
    if (certain === undefined || match === undefined) throw new Error("no receipt");
    const likely = (count: number) => ({
        ...certain,
        suggested: {
            certainty: "likely" as const,
            matches: Array.from({ length: count }, () => ({ ...match, certainty: "likely" as const })),
            draft: null,
        },
    });
    expect([certain, likely(1), likely(3)].map(todoWords)).toEqual([
        "Matches one",
        "May match one",
        "May match 3",
    ]);
});
