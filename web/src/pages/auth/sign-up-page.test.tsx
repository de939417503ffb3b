import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { world } from "~/mocks/world";
import { showAt } from "~/test/render";

import { rememberEmail } from "./door-memory";

const GOOD = "seven green umbrellas";

beforeEach(() => {
    world.me = null;
    rememberEmail("");
});

test("the rules are said beforehand, and what the service finds weak is said beside the password", async () => {
    const { user } = showAt("/sign-up");
    const password = await screen.findByLabelText("Password");
    expect(password).toHaveAccessibleDescription(/At least 12 characters, and not easy to guess/);
    await user.type(screen.getByLabelText("Name"), "New One");
    await user.type(screen.getByLabelText("E-mail"), "new@example.com");
    await user.type(password, "short{Enter}");
    expect(password).toHaveAccessibleDescription(/Must have at least 12 characters: it has 5/);
    expect(password).toHaveFocus();
    expect(world.people.mails).toEqual([]);
    await user.clear(password);
    await user.type(password, "password-password{Enter}");
    await waitFor(() => expect(password).toHaveAccessibleDescription(/top-100 common password/));
    expect(screen.getByLabelText("Name")).toHaveValue("New One");
    await user.clear(password);
    await user.type(password, `${GOOD}{Enter}`);
    expect(await screen.findByRole("heading", { name: "Read your mail" })).toHaveFocus();
    expect(screen.getByText(/is a new address here, a mail with a link is on its way/)).toBeVisible();
    expect(world.people.mails).toEqual(["new@example.com"]);
});

test("the mail can be sent again, and a failure of that is said", async () => {
    const { user } = showAt("/sign-up");
    await user.type(await screen.findByLabelText("Name"), "New One");
    await user.type(screen.getByLabelText("E-mail"), "new@example.com");
    await user.type(screen.getByLabelText("Password"), `${GOOD}{Enter}`);
    await screen.findByRole("heading", { name: "Read your mail" });
    server.use(
        http.untyped.post("*/api/v1/verify-email/resend", () =>
            refuse(429, "too-many-requests", "too many requests: wait a little"),
        ),
    );
    await user.click(screen.getByRole("button", { name: "Send it again" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Too many requests");
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Send it again" }));
    expect(await screen.findByText(/If new@example.com waits to be confirmed/)).toBeVisible();
    expect(world.people.mails.length).toBe(2);
});

test("where no mail is sent, the folder is named", async () => {
    world.people.about.mail = "folder";
    const { user } = showAt("/sign-up");
    await user.type(await screen.findByLabelText("Name"), "New One");
    await user.type(screen.getByLabelText("E-mail"), "new@example.com");
    await user.type(screen.getByLabelText("Password"), `${GOOD}{Enter}`);
    expect(
        await screen.findByText(/mails lie in the folder that Skytally named when it started/),
    ).toBeVisible();
});

test("where one needs an invitation, that is said, and the first person can still sign up", async () => {
    world.people.about.sign_up = "invited";
    const { user } = showAt("/sign-up");
    await screen.findByRole("heading", { name: "Sign up by invitation" });
    expect(screen.queryByLabelText("Password")).toBeNull();
    await user.click(screen.getByRole("button", { name: "I am the first" }));
    expect(await screen.findByLabelText("Password")).toBeVisible();
});

test("a failure keeps what was typed, and says the request id", async () => {
    const { user } = showAt("/sign-up");
    await user.type(await screen.findByLabelText("Name"), "error-500");
    await user.type(screen.getByLabelText("E-mail"), "new@example.com");
    await user.type(screen.getByLabelText("Password"), `${GOOD}{Enter}`);
    expect(await screen.findByText("req-0001")).toBeVisible();
    expect(screen.getByLabelText("Password")).toHaveValue(GOOD);
});

test("whether sign-up is open need not be known to sign up", async () => {
    server.use(http.untyped.get("*/api/v1/about", () => refuse(500, "internal", "no")));
    showAt("/sign-up");
    expect(await screen.findByLabelText("Password")).toBeVisible();
});
