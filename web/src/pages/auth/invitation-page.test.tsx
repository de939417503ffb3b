import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { LINK } from "~/mocks/people-sample";
import { server } from "~/mocks/server";
import { ID, PASSWORD, somebody, world } from "~/mocks/world";
import { showAt } from "~/test/render";

import { rememberEmail } from "./door-memory";

const AT = `/invitation#token=${LINK.invitation}`;
const GOOD = "seven green umbrellas";

beforeEach(() => {
    world.me = null;
    rememberEmail("");
});

const title = () => screen.findByRole("heading", { name: "You are invited to Alder Freight" });

test("whoever is signed in as the invited accepts and goes there", async () => {
    world.me = { ...somebody, email: "New@example.com" };
    world.people.invited.email = "New@example.com";
    const { user, at } = showAt(AT);
    await title();
    expect(location.hash).toBe("");
    expect(screen.getByText("Analyst")).toBeVisible();
    expect(screen.getByText(/3 Dec 2026/)).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Accept the invitation" }));
    await waitFor(() => expect(at()).toBe(`/w/${ID.alder}`));
    expect(await screen.findByText("You are a member of Alder Freight now.")).toBeVisible();
});

test("somebody else is told, cannot accept, and can sign out", async () => {
    world.me = somebody;
    const { user } = showAt(AT);
    expect(await screen.findByText(/Only whom the invitation was sent to can accept it/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Accept the invitation" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Sign out" }));
    expect(await screen.findByText("You are signed out.")).toBeVisible();
    expect(await screen.findByLabelText("E-mail")).toHaveValue("new@example.com");
});

test("who is new signs up with it, is signed in, and is a member", async () => {
    const { user, at } = showAt(AT);
    await title();
    server.use(
        http.post("/sign-in", ({ response }) => {
            world.me = { ...somebody, email: "new@example.com" };
            return response(200).json({ me: world.me, expires: "2026-12-27T09:00:00Z" });
        }),
    );
    expect(await screen.findByLabelText("E-mail")).toHaveAttribute("readonly");
    await user.type(screen.getByLabelText("Name"), "New One");
    await user.type(screen.getByLabelText("Password"), `${GOOD}{Enter}`);
    await waitFor(() => expect(at()).toBe("/"));
    expect(await screen.findByText("You are a member now.")).toBeVisible();
});

test("an address that was known already signs in with its own password, and then accepts", async () => {
    world.people.invitedIsKnown = true;
    world.people.invited.email = "ada@example.com";
    const { user } = showAt(AT);
    await user.type(await screen.findByLabelText("Name"), "Ada");
    await user.type(screen.getByLabelText("Password"), `${GOOD}{Enter}`);
    expect(await screen.findByText(/its password has not changed, and a mail says so/)).toBeVisible();
    await user.type(screen.getByLabelText("Password"), `${PASSWORD}{Enter}`);
    expect(await screen.findByRole("button", { name: "Accept the invitation" })).toBeVisible();
});

test("who is known signs in below it, and accepts", async () => {
    world.people.invited.email = "ada@example.com";
    world.providers = ["Google"];
    const { user, at } = showAt(AT);
    await user.click(await screen.findByRole("radio", { name: "I am known here" }));
    expect(await screen.findByText(/then open the link of the mail again/)).toBeVisible();
    expect(screen.getByLabelText("E-mail")).toHaveValue("ada@example.com");
    await user.type(screen.getByLabelText("Password"), `${PASSWORD}{Enter}`);
    await user.click(await screen.findByRole("button", { name: "Accept the invitation" }));
    await waitFor(() => expect(at()).toBe(`/w/${ID.alder}`));
});

test("a session that ended meanwhile is taken up again, without losing the invitation", async () => {
    world.me = { ...somebody, email: "new@example.com" };
    const { user } = showAt(AT);
    const accept = await screen.findByRole("button", { name: "Accept the invitation" });
    world.me = null;
    await user.click(accept);
    expect(await screen.findByText("Sign in again: the session is over.")).toBeVisible();
    expect(screen.getByRole("heading", { name: "You are invited to Alder Freight" })).toBeVisible();
});

test("one that was used, taken back or is too old says so", async () => {
    showAt("/invitation#token=old");
    await screen.findByRole("heading", { name: "This invitation is not good any more" });
    expect(screen.getByText(/was used, was taken back or is too old/)).toBeVisible();
    expect(screen.getByRole("link", { name: "Sign in" })).toBeVisible();
});

test("one that is spent while it is looked at says so", async () => {
    world.me = { ...somebody, email: "new@example.com" };
    const { user } = showAt(AT);
    const accept = await screen.findByRole("button", { name: "Accept the invitation" });
    world.people.links.clear();
    await user.click(accept);
    expect(
        await screen.findByRole("heading", { name: "This invitation is not good any more" }),
    ).toBeVisible();
    expect(screen.getByRole("link", { name: "Go to the fleet" })).toBeVisible();
});

test("one that is not whole says so", async () => {
    showAt("/invitation");
    expect(await screen.findByRole("heading", { name: "This is not the whole invitation" })).toBeVisible();
});

test("one that cannot be looked at now is tried again", async () => {
    server.use(
        http.untyped.post("*/api/v1/invitations/look", () =>
            refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    const { user } = showAt(AT);
    expect(await screen.findByText(/The invitation cannot be shown/)).toBeVisible();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await title();
});
