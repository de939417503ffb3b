import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { CODE, PASSWORD, world } from "~/mocks/world";
import { showAt } from "~/test/render";

const GOOD = "seven green umbrellas";
const inForm = async (name: string) => within(await screen.findByRole("form", { name }));

test("a wrong and a weak password are said beside the field that is meant", async () => {
    const { user } = showAt("/me/security");
    const form = await inForm("Password");
    const [current, next] = [form.getByLabelText("Current password"), form.getByLabelText("New password")];
    await user.type(current, "wrong password");
    await user.type(next, `${GOOD}{Enter}`);
    await waitFor(() => expect(current).toHaveAccessibleDescription("The current password is wrong"));
    expect(current).toHaveFocus();
    await user.clear(current);
    await user.type(current, PASSWORD);
    await user.clear(next);
    await user.type(next, "password-password{Enter}");
    await waitFor(() => expect(next).toHaveAccessibleDescription(/too easy to guess/));
    await user.clear(next);
    await user.type(next, `${GOOD}{Enter}`);
    expect(await screen.findByText(/All other sessions have ended/)).toBeVisible();
    expect(current).toHaveValue("");
});

test("one-time codes are set up with picture, secret and a first code; the recovery codes are kept before going on", async () => {
    const { user } = showAt("/me/security");
    const writeText = vi.spyOn(navigator.clipboard, "writeText");
    await user.click(await screen.findByRole("button", { name: "Set up one-time codes" }));
    await user.type(screen.getByLabelText("Your password"), `${PASSWORD}{Enter}`);
    const picture = await screen.findByRole("img", { name: /QR code/ });
    expect(picture.getAttribute("src")).toMatch(/^data:image\/svg\+xml/);
    expect(screen.getByText("JBSW Y3DP EHPK 3PXP")).toBeVisible();
    const code = screen.getByRole("textbox", { name: "Code" });
    expect(code).toHaveFocus();
    await user.type(code, "12{Enter}");
    expect(code).toHaveAccessibleDescription(/Enter the six digits/);
    await user.clear(code);
    await user.type(code, "000 000{Enter}");
    await waitFor(() => expect(code).toHaveAccessibleDescription(/check the clock of the device/));
    await user.clear(code);
    await user.type(code, `${CODE}{Enter}`);
    const codes = await screen.findByRole("list", { name: "Recovery codes" });
    expect(within(codes).getAllByRole("listitem").length).toBe(10);
    await user.click(screen.getByRole("button", { name: "Copy" }));
    expect(writeText).toHaveBeenCalledWith(`${world.people.codes.join("\n")}\n`);
    expect(screen.getByRole("button", { name: "Done" })).toHaveAttribute("aria-disabled", "true");
    await user.click(screen.getByRole("checkbox", { name: /I have kept them/ }));
    await user.click(screen.getByRole("button", { name: "Done" }));
    expect(await screen.findByText("On")).toBeVisible();
    expect(screen.queryByText(world.people.codes[0] ?? "")).toBeNull();
});

test("new recovery codes take the place of the old ones, and codes are switched off with the password", async () => {
    if (world.me !== null) world.me = { ...world.me, totp_since: "2026-05-01T09:00:00Z" };
    const { user } = showAt("/me/security");
    await user.click(await screen.findByRole("button", { name: "New recovery codes" }));
    await user.type(await screen.findByLabelText("Your password"), `${PASSWORD}{Enter}`);
    expect(await screen.findByText(/^new0-p0q0/)).toBeVisible();
    await user.click(screen.getByRole("checkbox", { name: /I have kept them/ }));
    await user.click(screen.getByRole("button", { name: "Done" }));
    await user.click(await screen.findByRole("button", { name: "Switch off" }));
    const form = await inForm("Switch one-time codes off");
    await user.type(form.getByLabelText("Your password"), "error-500{Enter}");
    expect(await form.findByText("req-0001")).toBeVisible();
    await user.clear(form.getByLabelText("Your password"));
    await user.type(form.getByLabelText("Your password"), `${PASSWORD}{Enter}`);
    expect(await screen.findByText("Off")).toBeVisible();
});

test("whoever has no password is not asked for one", async () => {
    if (world.me !== null) world.me = { ...world.me, has_password: false };
    const { user } = showAt("/me/security");
    const form = await inForm("Password");
    expect(form.queryByLabelText("Current password")).toBeNull();
    expect(form.getByRole("button", { name: "Set a password" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Set up one-time codes" }));
    expect(screen.queryByLabelText("Your password")).toBeNull();
});

test("a provider that refuses is said, and providers that cannot be read are not none", async () => {
    world.providers = ["Broken"];
    const { user } = showAt("/me/security");
    await user.click(await screen.findByRole("button", { name: "Bind Broken" }));
    expect(await screen.findByText("Broken does not answer: try again later")).toBeVisible();
});

test("providers that cannot be read are an error, not none", async () => {
    server.use(http.untyped.get("*/api/v1/oidc", () => refuse(500, "internal", "something went wrong")));
    const { user } = showAt("/me/security");
    expect(await screen.findByText(/The identity providers cannot be shown/)).toBeVisible();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText(/None is set up here/)).toBeVisible();
});
