import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";

import { LINK } from "~/mocks/people-sample";
import { PASSWORD, world } from "~/mocks/world";
import { showAt } from "~/test/render";

import { rememberEmail } from "./door-memory";

const GOOD = "seven green umbrellas";
const NOT_WHOLE = "This is not the whole link: open it from the mail again.";

beforeEach(() => {
    world.me = null;
    rememberEmail("");
});

test("the token of a link leaves the address bar, and a click confirms the address", async () => {
    const { user, at } = showAt(`/verify-email#token=${LINK.verify}`);
    await screen.findByText(/Confirm only if it was you who signed up/);
    expect(location.hash).toBe("");
    expect(world.people.links.has(LINK.verify)).toBe(true);
    await user.click(screen.getByRole("button", { name: "Confirm the address" }));
    await waitFor(() => expect(at()).toBe("/sign-in?done=verified"));
    expect(await screen.findByText("The address is confirmed. Sign in with it.")).toBeVisible();
});

test("a link that was used asks for another mail and says why", async () => {
    const { user } = showAt("/verify-email#token=used");
    await user.click(await screen.findByRole("button", { name: "Confirm the address" }));
    await screen.findByRole("heading", { name: "Ask for another mail" });
    expect(screen.getByRole("alert")).toHaveTextContent("The link is not good (any more)");
    await user.type(screen.getByLabelText("E-mail"), "new@example.com{Enter}");
    expect(await screen.findByRole("heading", { name: "Read your mail" })).toHaveFocus();
    expect(world.people.mails).toEqual(["new@example.com"]);
});

test("a failure of the service does not cost the link", async () => {
    const { user } = showAt("/verify-email#token=error-500");
    await user.click(await screen.findByRole("button", { name: "Confirm the address" }));
    expect(await screen.findByText("req-0001")).toBeVisible();
    expect(screen.getByRole("button", { name: "Confirm the address" })).toBeVisible();
});

test.each(["/verify-email#token=", "/verify-email", "/reset-password#token=", "/reset-password"])(
    "a link that is not whole says so: %s",
    async (path) => {
        showAt(path);
        expect(await screen.findByRole("alert")).toHaveTextContent(NOT_WHOLE);
    },
);

test("whoever asks for another mail by themselves had no link, and types the address once", async () => {
    const { user } = showAt("/sign-in");
    await user.type(await screen.findByLabelText("E-mail"), "new@example.com");
    await user.type(screen.getByLabelText("Password"), `${PASSWORD}{Enter}`);
    await user.click(await screen.findByRole("link", { name: "Send the mail again" }));
    await screen.findByRole("heading", { name: "Ask for another mail" });
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.getByLabelText("E-mail")).toHaveValue("new@example.com");
});

test("a token is for the page of its link only", async () => {
    const { user } = showAt(`/reset-password#token=${LINK.reset}`);
    await screen.findByRole("heading", { name: "Choose a new password" });
    await user.click(screen.getByRole("link", { name: "Sign in" }));
    await user.click(await screen.findByRole("link", { name: "Forgot the password?" }));
    expect(await screen.findByRole("heading", { name: "Forgot the password" })).toBeVisible();
});

test("a forgotten password asks for a mail, and says why none is sent", async () => {
    const { user } = showAt("/forgot-password");
    await user.type(await screen.findByLabelText("E-mail"), "error-429{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Too many requests");
    await user.clear(screen.getByLabelText("E-mail"));
    await user.type(screen.getByLabelText("E-mail"), "ada@example.com{Enter}");
    expect(await screen.findByText(/If ada@example.com is known, a mail is on its way/)).toBeVisible();
    expect(world.people.mails).toEqual(["ada@example.com"]);
});

test("a weak password does not cost the link, and a good one ends every session", async () => {
    const { user, at } = showAt(`/reset-password#token=${LINK.reset}`);
    const password = await screen.findByLabelText("New password");
    expect(screen.getByText(/Every session and every API token of yours ends with it/)).toBeVisible();
    await user.type(password, "password-password{Enter}");
    await waitFor(() => expect(password).toHaveAccessibleDescription(/too easy to guess/));
    await user.clear(password);
    await user.type(password, `${GOOD}{Enter}`);
    await waitFor(() => expect(at()).toBe("/sign-in?done=password-set"));
    expect(await screen.findByText("The password is set. Sign in with it.")).toBeVisible();
});

test("a link to set a password that was used asks for another", async () => {
    const { user } = showAt("/reset-password#token=used");
    await user.type(await screen.findByLabelText("New password"), `${GOOD}{Enter}`);
    await screen.findByRole("heading", { name: "Forgot the password" });
    expect(screen.getByRole("alert")).toHaveTextContent("The link is not good (any more)");
});
