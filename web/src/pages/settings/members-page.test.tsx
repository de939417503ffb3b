import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { PERSON } from "~/mocks/people-sample";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

const AT = `/w/${ID.alder}/settings/members`;
const table = () => screen.findByRole("table", { name: "Members" });
const roleOf = (user: string) => world.people.members.find((one) => one.user === user)?.role;

test("a role is changed at once, and changed back", async () => {
    const { user } = showAt(AT);
    const role = await within(await table()).findByRole("combobox", { name: "Role of Ben Okri" });
    await user.selectOptions(role, "Admin");
    await waitFor(() => expect(roleOf(PERSON.ben)).toBe("admin"));
    expect(await screen.findByText("Ben Okri is an admin now.")).toBeVisible();
    screen.getByRole("button", { name: "Undo" }).focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(roleOf(PERSON.ben)).toBe("analyst"));
});

test("making an owner is asked first", async () => {
    const { user } = showAt(AT);
    const role = await within(await table()).findByRole("combobox", { name: "Role of Ben Okri" });
    await user.selectOptions(role, "Owner");
    const dialog = within(await screen.findByRole("dialog", { name: "Make Ben Okri an owner" }));
    expect(roleOf(PERSON.ben)).toBe("analyst");
    await user.click(dialog.getByRole("button", { name: "Change the role" }));
    await waitFor(() => expect(roleOf(PERSON.ben)).toBe("owner"));
});

test("the last owner can neither leave nor be unmade, and is told why", async () => {
    const { user } = showAt(AT);
    await table();
    const leave = screen.getByRole("button", { name: "Leave" });
    expect(leave).toHaveAttribute("aria-disabled", "true");
    await user.hover(leave);
    expect(
        (await screen.findAllByText(/at least one owner: make somebody else an owner first/)).length,
    ).toBeGreaterThan(0);
    expect(screen.queryByRole("combobox", { name: "Role of Ada Lovelace" })).toBeNull();
});

test("whoever leaves is in the fleet afterwards", async () => {
    world.people.members = world.people.members.map((one) => ({ ...one, role: "owner" }));
    const { user, at } = showAt(AT);
    await table();
    await user.click(screen.getByRole("button", { name: "Leave" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Leave the workspace" }));
    await user.click(dialog.getByRole("button", { name: "Leave" }));
    await waitFor(() => expect(at()).toBe("/"));
    expect(roleOf(PERSON.ada)).toBeUndefined();
});

test("a member is removed after a question", async () => {
    const { user } = showAt(AT);
    await table();
    await user.click(screen.getByRole("button", { name: "Remove Ben Okri" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Remove Ben Okri" }));
    await user.click(dialog.getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(roleOf(PERSON.ben)).toBeUndefined());
});

test("somebody is invited by keyboard, a refusal keeps what was typed, and an invitation is taken back", async () => {
    const { user, at } = showAt(AT);
    expect(await screen.findByText("dora@example.com")).toBeVisible();
    expect(screen.getByText(/Invited by somebody who is no member any more/)).toBeVisible();
    await user.keyboard("i");
    await waitFor(() => expect(at()).toBe(`${AT}?invite=true`));
    const email = await screen.findByRole("textbox", { name: "E-mail" });
    await user.type(email, "error-409{Enter}");
    expect(await screen.findByText(/There is one with this name already/)).toBeVisible();
    expect(email).toHaveValue("error-409");
    await user.clear(email);
    await user.type(email, "eve@example.com");
    await user.click(screen.getByRole("radio", { name: /Analyst/ }));
    await user.click(screen.getByRole("button", { name: "Send the invitation" }));
    expect(await screen.findByText("eve@example.com")).toBeVisible();
    expect(world.people.invitations.at(-1)?.role).toBe("analyst");
    await waitFor(() => expect(at()).toBe(AT));
    await user.click(screen.getByRole("button", { name: "Take the invitation of dora@example.com back" }));
    await user.click(await screen.findByRole("button", { name: "Take it back" }));
    await waitFor(() => expect(screen.queryByText("dora@example.com")).toBeNull());
});

test("a viewer sees who is there, changes nothing, and is told why", async () => {
    const { user } = showAt(`/w/${ID.dogwood}/settings/members?invite=true`);
    await table();
    expect(screen.getByText(/Admins and above can see the invitations that wait/)).toBeVisible();
    const invite = screen.getByRole("button", { name: "Invite somebody" });
    expect(invite).toHaveAttribute("aria-disabled", "true");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.queryByRole("combobox")).toBeNull();
    await user.hover(screen.getByRole("button", { name: "Remove Ben Okri" }));
    expect((await screen.findAllByText(/Admins and above can remove members/)).length).toBeGreaterThan(0);
});

test("the roles are those of the program, and one's own is marked", async () => {
    showAt(AT);
    const roles = within(await screen.findByRole("table", { name: "Roles" }));
    expect(roles.getByRole("row", { name: "Delete the workspace yes no no no" })).toBeVisible();
    expect(roles.getByRole("columnheader", { name: "Owner (your role)" })).toBeVisible();
});

test("members that cannot be read are an error, not none", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/members", () => refuse(500, "internal", "something broke")),
    );
    const { user } = showAt(AT);
    expect(await screen.findByText(/The members cannot be shown/)).toBeVisible();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await table();
});
