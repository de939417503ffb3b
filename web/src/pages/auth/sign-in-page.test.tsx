import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { CODE, ID, PASSWORD, somebody, world } from "~/mocks/world";
import { showAt } from "~/test/render";

import { forgetWayBack, keepWayBack, rememberEmail } from "./door-memory";

beforeEach(() => {
    world.me = null;
    rememberEmail("");
    forgetWayBack();
});

const email = () => screen.findByRole("textbox", { name: "E-mail" });
const password = () => screen.getByLabelText("Password");

test("who is not signed in is led to the door, and back afterwards", async () => {
    const { user, at } = showAt(`/w/${ID.birch}`);
    await user.type(await email(), "ada@example.com");
    expect(at()).toBe(`/sign-in?next=/w/${ID.birch}`);
    await user.type(password(), `${PASSWORD}{Enter}`);
    await waitFor(() => expect(at()).toBe(`/w/${ID.birch}`));
});

test("a wrong password says so and keeps the address", async () => {
    const { user } = showAt("/sign-in");
    await user.type(await email(), "ada@example.com");
    await user.type(password(), "wrong{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("E-mail or password is wrong");
    expect(await email()).toHaveValue("ada@example.com");
});

test("nothing is sent that is not whole, and the first gap gets the focus", async () => {
    const { user } = showAt("/sign-in");
    await email();
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await email()).toHaveFocus();
    expect(await email()).toHaveAccessibleDescription("Enter your e-mail address");
});

test("a code is asked for where one is needed", async () => {
    world.totp = true;
    const { user, at } = showAt("/sign-in");
    await user.type(await email(), "ada@example.com");
    await user.type(password(), `${PASSWORD}{Enter}`);
    const code = await screen.findByRole("textbox", { name: "Code" });
    expect(code).toHaveFocus();
    await user.type(code, `${CODE}{Enter}`);
    await waitFor(() => expect(at()).toBe("/"));
});

test("an address that is not confirmed can ask for another mail", async () => {
    const { user } = showAt("/sign-in");
    await user.type(await email(), "new@example.com");
    await user.type(password(), `${PASSWORD}{Enter}`);
    expect(await screen.findByRole("link", { name: "Send the mail again" })).toHaveAttribute(
        "href",
        "/verify-email",
    );
});

test("identity providers are offered, or are unknown", async () => {
    world.providers = ["Google"];
    showAt("/sign-in");
    expect(await screen.findByRole("link", { name: "Go on with Google" })).toHaveAttribute(
        "href",
        "/api/v1/oidc/Google/start",
    );
});

test("providers that cannot be read are not none", async () => {
    server.use(
        http.untyped.get("*/api/v1/oidc", () => refuse(500, "internal", "something went wrong on our side")),
    );
    showAt("/sign-in");
    expect(await screen.findByText(/other ways to sign in is unknown/)).toBeVisible();
});

test("what the provider refused is said", async () => {
    showAt("/sign-in?problem=forbidden&detail=the%20address%20is%20not%20confirmed");
    expect(await screen.findByRole("alert")).toHaveTextContent("The address is not confirmed");
});

test("who is signed in already, by an identity provider say, goes on to where they wanted to go", async () => {
    world.me = somebody;
    keepWayBack({ path: `/w/${ID.birch}`, said: "You can sign in with Google now." });
    const { at } = showAt("/sign-in");
    await waitFor(() => expect(at()).toBe(`/w/${ID.birch}`));
    expect(await screen.findByText("You can sign in with Google now.")).toBeVisible();
});

test("whoever is refused to bind a provider stays signed in, is told why, and goes back", async () => {
    world.me = somebody;
    keepWayBack({ path: "/me/security", said: "You can sign in with Other now." });
    const { user, at } = showAt("/sign-in?problem=conflict&detail=it%20is%20somebody%20else%27s");
    expect(await screen.findByRole("alert")).toHaveTextContent("It is somebody else's");
    expect(await screen.findByText(/You are still signed in as/)).toBeVisible();
    await user.click(screen.getByRole("link", { name: "Go on" }));
    await waitFor(() => expect(at()).toBe("/me/security"));
    expect(screen.queryByText("You can sign in with Other now.")).toBeNull();
});

test("a code is asked of whom it was asked, not of somebody else", async () => {
    world.totp = true;
    const { user } = showAt("/sign-in");
    await user.type(await email(), "ada@example.com");
    await user.type(password(), `${PASSWORD}{Enter}`);
    await screen.findByRole("textbox", { name: "Code" });
    await user.type(await email(), ".org");
    expect(screen.queryByRole("textbox", { name: "Code" })).toBeNull();
});

test("a wrong code is said, and a recovery code is taken in its place", async () => {
    world.totp = true;
    const { user, at } = showAt("/sign-in");
    await user.type(await email(), "ada@example.com");
    await user.type(password(), `${PASSWORD}{Enter}`);
    await user.type(await screen.findByRole("textbox", { name: "Code" }), "000000{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("The code is wrong");
    const code = screen.getByRole("textbox", { name: "Code" });
    expect(code).toHaveAccessibleDescription(/or a recovery code/);
    await user.clear(code);
    await user.type(code, `${CODE}{Enter}`);
    await waitFor(() => expect(at()).toBe("/"));
});

test("where one needs an invitation to sign up, no link leads to a form that is refused", async () => {
    world.people.about.sign_up = "invited";
    showAt("/sign-in");
    expect(await screen.findByRole("link", { name: "by invitation" })).toBeVisible();
    expect(screen.queryByRole("link", { name: "Sign up" })).toBeNull();
});
