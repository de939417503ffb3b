import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";

import { besideAccounts } from "~/mocks/accounts";
import { OFFERED, runOf } from "~/mocks/accounts-sample";
import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

beforeEach(() => server.use(...besideAccounts));

const AT = `/w/${ID.alder}/accounts/link`;
/** A button, once it is known what one may do. */
async function usable(name: string): Promise<HTMLElement> {
    await waitFor(() => expect(screen.getByRole("button", { name })).not.toHaveAttribute("aria-disabled"));
    return screen.getByRole("button", { name });
}
const ARN = "arn:aws:iam::444455556666:role/SkytallyRead";

test("a role is offered, linked, and its first run followed until something is found", async () => {
    const { user, at } = showAt(AT);
    await user.click(await screen.findByRole("link", { name: /By a role/ }));
    await user.click(await usable("Make an external id"));
    expect(await screen.findByText(OFFERED)).toBeVisible();
    expect(screen.getByRole("link", { name: /Open CloudFormation/ })).toHaveAttribute(
        "href",
        expect.stringContaining("quickcreate"),
    );
    await user.click(screen.getByRole("radio", { name: "Command line" }));
    expect(screen.getByRole("region", { name: "Commands that make the role" })).toHaveTextContent(
        `"ExternalId=${OFFERED}"`,
    );
    await user.click(screen.getByRole("button", { name: "The role is made: go on" }));
    expect(screen.getByRole("textbox", { name: "External id" })).toHaveValue(OFFERED);
    await user.type(screen.getByRole("textbox", { name: "ARN of the role" }), ARN);
    expect(screen.getByText("The role SkytallyRead in the AWS account 444455556666")).toBeVisible();
    await user.type(screen.getByRole("textbox", { name: /^Name/ }), "Billing");
    await user.click(screen.getByRole("button", { name: "Prove and link" }));
    await waitFor(() => expect(at()).toMatch(/linked=/));
    expect(await screen.findByText("40 of 180 listings, 310 resources so far")).toBeVisible();
    const made = world.cloud.accounts[ID.alder]?.find(({ name }) => name === "Billing");
    expect(made).toMatchObject({ aws_account: "444455556666", access: { by: "role", role_arn: ARN } });
});

test("what was refused is said beside its field, and everything typed is kept", async () => {
    const { user } = showAt(`${AT}?by=role`);
    await user.click(await screen.findByRole("button", { name: "I have a role and its external id" }));
    const arn = screen.getByRole("textbox", { name: "ARN of the role" });
    await user.type(arn, "arn:aws:iam::444455556666:user/x");
    expect(screen.getByText("This is a user. Skytally assumes a role")).toBeVisible();
    await user.clear(arn);
    await user.type(arn, ARN);
    await user.type(screen.getByRole("textbox", { name: "External id" }), "not-ours-at-all");
    await user.click(screen.getByRole("button", { name: "Prove and link" }));
    expect(await screen.findByText("It was not made for this workspace")).toBeVisible();
    const name = screen.getByRole("textbox", { name: /^Name/ });
    await user.type(name, "error-500");
    await user.click(screen.getByRole("button", { name: "Prove and link" }));
    expect(await screen.findByText("req-0001")).toBeVisible();
    expect(arn).toHaveValue(ARN);
    expect(name).toHaveValue("error-500");
    // Another way and back: it is still there.
    await user.click(screen.getByRole("link", { name: "Choose another" }));
    await user.click(await screen.findByRole("link", { name: /By an access key/ }));
    await user.click(await screen.findByRole("link", { name: "Choose another" }));
    await user.click(await screen.findByRole("link", { name: /By a role/ }));
    expect(await screen.findByRole("textbox", { name: "ARN of the role" })).toHaveValue(ARN);
});

test("a key is warned of, and swapped fields are seen before they are sent", async () => {
    const { user, at } = showAt(`${AT}?by=key`);
    const id = await screen.findByRole("textbox", { name: "Access key id" });
    expect(screen.getByText(/A role is better/)).toBeVisible();
    await user.type(id, "wJalrXUtnFEMI/secret");
    expect(screen.getByText(/have the id and the secret changed places/)).toBeVisible();
    await user.clear(id);
    await user.type(id, "AKIAEXAMPLEEXAMPLE99");
    await user.type(screen.getByLabelText("Secret access key"), "a-secret-that-is-long");
    await user.click(screen.getByRole("button", { name: "Prove and link" }));
    await waitFor(() => expect(at()).toMatch(/linked=/));
    expect(await screen.findByText(/The key opens the account/)).toBeVisible();
});

test("a first run that fails says why, and where to look", async () => {
    const id = world.cloud.accounts[ID.alder]?.[0]?.id ?? "";
    world.cloud.accounts[ID.alder] = (world.cloud.accounts[ID.alder] ?? []).map((account) =>
        account.id === id
            ? {
                  ...account,
                  generation: 0,
                  failures: 1,
                  newest_run: runOf({ account: id, state: "failed", summary: { failure: "no such role" } }),
              }
            : account,
    );
    showAt(`${AT}?by=role&linked=${id}`);
    expect(await screen.findByText(/The first run failed. No such role/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Collect again" })).toBeVisible();
    expect(screen.queryByText("What was found")).toBeNull();
});

test("many accounts come out each on its own, and those that failed are tried again", async () => {
    world.cloud.refusing.add("666677778888");
    const { user } = showAt(`${AT}?by=organization`);
    await user.click(await usable("List its members"));
    const members = await screen.findByRole("table", { name: "Members of the organization" });
    expect(within(members).queryByText("Production")).toBeNull();
    expect(screen.getByText("1 member linked already.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Choose all that are active" }));
    await user.click(screen.getByRole("button", { name: "Go on with 2 accounts" }));
    await user.click(await screen.findByRole("button", { name: "Link 2 accounts" }));
    expect(await screen.findByText("The role cannot be assumed")).toBeVisible();
    expect(screen.getByText("1 of 2 accounts linked, 1 not.")).toBeVisible();
    world.cloud.refusing.clear();
    await user.click(screen.getByRole("button", { name: "Try 1 account again" }));
    expect(await screen.findByText("2 of 2 accounts linked.")).toBeVisible();
});

test("an organization that cannot be listed says why, and another account can be chosen", async () => {
    server.use(
        http.untyped.get("*/organization", () => refuse(409, "conflict", "it is not the management account")),
    );
    const { user } = showAt(`${AT}?by=organization`);
    await user.click(await usable("List its members"));
    expect(await screen.findByText(/It is not the management account/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Choose another account" }));
    expect(await screen.findByRole("button", { name: "List its members" })).toBeVisible();
});

test("who may not link sees why", async () => {
    const alder = world.fleet.find(({ workspace }) => workspace.id === ID.alder);
    if (alder !== undefined) alder.workspace.role = "analyst";
    showAt(`${AT}?by=role`);
    expect(await screen.findByText("Admins and above can link accounts. You are an analyst.")).toBeVisible();
    expect(await screen.findByRole("button", { name: "Make an external id" })).toHaveAttribute(
        "aria-disabled",
        "true",
    );
});
