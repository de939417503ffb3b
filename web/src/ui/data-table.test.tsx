import { QueryClient } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useEffect, useState } from "react";
import { expect, test, vi } from "vitest";

import { Providers } from "~/app/providers";
import { listenForShortcuts } from "~/app/shortcuts";
import { screenSize } from "~/test/setup";

import { ColumnChooser, useChosenColumns } from "./column-chooser";
import { type DataColumn, DataTable, type Sort } from "./data-table";

interface Item {
    id: string;
    name: string;
    size: number | undefined;
}

const columns: readonly DataColumn<Item>[] = [
    { id: "name", header: "Name", main: true, sortBy: (item) => item.name, cell: (item) => item.name },
    {
        id: "size",
        header: "Size",
        align: "end",
        sortBy: (item) => item.size,
        cell: (item) => item.size ?? "unknown",
    },
];
const item = (index: number, size: number | null = index): Item => ({
    id: `i${index}`,
    name: `Item ${index}`,
    size: size ?? undefined,
});

function Sample({ items, more }: { items: readonly Item[]; more?: () => void }) {
    const [sort, setSort] = useState<Sort>();
    const [ids, setIds] = useState<readonly string[]>([]);
    const chosen = useChosenColumns("sample");
    useEffect(() => listenForShortcuts(), []);
    return (
        <>
            <ColumnChooser columns={columns} chosen={chosen} />
            <p>Chosen: {ids.join(" ") || "none"}</p>
            <DataTable
                label="Items"
                columns={columns}
                rows={items}
                rowId={(row) => row.id}
                rowLabel={(row) => row.name}
                sort={sort}
                onSort={setSort}
                selection={{ ids, onChange: setIds }}
                chosen={chosen}
                more={more}
            />
        </>
    );
}

async function show(items: readonly Item[], more?: () => void) {
    const root = createRootRoute({
        component: () => <Sample items={items} {...(more === undefined ? {} : { more })} />,
    });
    const router = createRouter({ routeTree: root, history: createMemoryHistory() });
    render(
        <Providers client={new QueryClient()}>
            {/* Another router than the console's, which the types know. */}
            <RouterProvider router={router as never} />
        </Providers>,
    );
    await screen.findByText(/^Chosen:/);
    return userEvent.setup();
}

const names = (): (string | null)[] => screen.getAllByText(/^Item \d+$/).map((cell) => cell.textContent);

test("what is unknown is sorted last, whichever way", async () => {
    const user = await show([item(1, 10), item(2, null), item(3, 30)]);
    const head = screen.getByRole("columnheader", { name: "Size" });
    await user.click(within(head).getByRole("button"));
    expect(head).toHaveAttribute("aria-sort", "descending");
    expect(names()).toEqual(["Item 3", "Item 1", "Item 2"]);
    await user.click(within(head).getByRole("button"));
    expect(head).toHaveAttribute("aria-sort", "ascending");
    expect(names()).toEqual(["Item 1", "Item 3", "Item 2"]);
});

test("of ten thousand rows only those in sight are drawn, and the count is told", async () => {
    await show(Array.from({ length: 10_000 }, (_, index) => item(index)));
    expect(names().length).toBeGreaterThan(5);
    expect(names().length).toBeLessThan(100);
    expect(screen.getByRole("table", { name: "Items" })).toHaveAttribute("aria-rowcount", "10001");
});

test("the next page is asked for before the end is reached", async () => {
    const more = vi.fn();
    await show([item(1), item(2)], more);
    await waitFor(() => expect(more).toHaveBeenCalled());
});

test("rows are chosen by pointer, by keyboard, and all at once", async () => {
    const user = await show([item(1), item(2), item(3)]);
    await user.click(screen.getByRole("checkbox", { name: "Choose Item 2" }));
    expect(screen.getByText("Chosen: i2")).toBeVisible();
    await user.keyboard("jx");
    await waitFor(() => expect(screen.getByText("Chosen: i2 i3")).toBeVisible());
    await user.click(screen.getByRole("checkbox", { name: "Choose all rows that are shown" }));
    expect(screen.getByText(/^Chosen: (i\d ?){3}$/)).toBeVisible();
});

test("a hidden column stays hidden", async () => {
    const user = await show([item(1)]);
    await user.click(screen.getByRole("button", { name: "Columns" }));
    await user.click(await screen.findByRole("menuitemcheckbox", { name: "Size" }));
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("columnheader", { name: "Size" })).toBeNull();
    expect(localStorage.getItem("skytally.columns.sample")).toBe("size");
});

test("on a phone the rows are cards with the names of the columns", async () => {
    screenSize.phone = true;
    await show([item(1, 7)]);
    const card = within(screen.getByRole("listitem"));
    expect(card.getByText("Item 1")).toBeVisible();
    expect(card.getByText("Size").nextElementSibling).toHaveTextContent("7");
});
