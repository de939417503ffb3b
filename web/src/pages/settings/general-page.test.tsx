import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

const AT = `/w/${ID.alder}/settings`;
const workspace = () => world.fleet.find((item) => item.workspace.id === ID.alder)?.workspace;
const name = () => screen.findByRole("textbox", { name: "Name" });

test("name and retention are changed, and less history is a warning", async () => {
    const { user } = showAt(AT);
    await name();
    const days = screen.getByRole("textbox", { name: "History is kept for" });
    await user.clear(days);
    await user.type(days, "12{Enter}");
    expect(days).toHaveAccessibleDescription(/Enter 30 to 365 days/);
    await user.clear(days);
    await user.type(days, "30");
    expect(screen.getByText(/History that is older than 30 days goes/)).toBeVisible();
    await user.type(days, "{Enter}");
    await waitFor(() => expect(workspace()?.retention_days).toBe(30));
    await waitFor(() => expect(screen.queryByText(/History that is older/)).toBeNull());
});

test("who was slower than somebody else is told, keeps what was typed, and can save over it", async () => {
    const { user } = showAt(AT);
    await user.clear(await name());
    await user.type(await name(), "Alder Shipping");
    const item = world.fleet.find((one) => one.workspace.id === ID.alder);
    if (item === undefined) throw new Error("no workspace");
    item.workspace = { ...item.workspace, name: "Alder Rail", version: 2 };
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText(/it is called Alder Rail and keeps 90 days now/)).toBeVisible();
    expect(await name()).toHaveValue("Alder Shipping");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(workspace()?.name).toBe("Alder Shipping"));
});

test("a failure keeps what was typed", async () => {
    const { user } = showAt(AT);
    await user.clear(await name());
    await user.type(await name(), "error-500{Enter}");
    expect(await screen.findByText("req-0001")).toBeVisible();
    expect(await name()).toHaveValue("error-500");
});

test("a workspace is deleted only after its name was typed", async () => {
    const { user, at } = showAt(AT);
    await user.click(await screen.findByRole("button", { name: "Delete the workspace" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Delete Alder Freight" }));
    expect(dialog.getByText(/credentials and links/)).toBeVisible();
    expect(dialog.getByRole("button", { name: "Delete for good" })).toHaveAttribute("aria-disabled", "true");
    await user.type(dialog.getByRole("textbox"), "Alder Freight");
    await user.click(dialog.getByRole("button", { name: "Delete for good" }));
    await waitFor(() => expect(at()).toBe("/"));
    expect(workspace()).toBeUndefined();
});

test("a viewer sees all and is told why nothing can be changed", async () => {
    showAt(`/w/${ID.dogwood}/settings`);
    expect(await name()).toHaveAttribute("readonly");
    for (const button of ["Save", "Export", "Delete the workspace"])
        expect(screen.getByRole("button", { name: button })).toHaveAttribute("aria-disabled", "true");
});

test("an owner exports by a link", async () => {
    showAt(AT);
    expect(await screen.findByRole("link", { name: "Export" })).toHaveAttribute(
        "href",
        `/api/v1/workspaces/${ID.alder}/export`,
    );
});

test("a workspace that cannot be read is an error that is tried again", async () => {
    server.use(
        http.untyped.get(`*/api/v1/workspaces/${ID.alder}`, () => refuse(500, "internal", "something broke")),
    );
    const { user } = showAt(AT);
    expect(await screen.findByText(/The workspace cannot be shown/)).toBeVisible();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await name()).toHaveValue("Alder Freight");
});
