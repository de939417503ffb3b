import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";

import { besideAccounts } from "~/mocks/accounts";
import { LINK, sampleAccount } from "~/mocks/accounts-sample";
import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

beforeEach(() => server.use(...besideAccounts));

const at = (account: string, tab = ""): string =>
    `/w/${ID.alder}/accounts/${account}${tab === "" ? "" : `?tab=${tab}`}`;
async function usable(name: string): Promise<HTMLElement> {
    await waitFor(() => expect(screen.getByRole("button", { name })).not.toHaveAttribute("aria-disabled"));
    return screen.getByRole("button", { name });
}
const production = () => world.cloud.accounts[ID.alder]?.find(({ id }) => id === LINK.production);

test("an account says what it is, and what its newest run could not see", async () => {
    showAt(at(LINK.staging));
    expect(await screen.findByRole("heading", { name: "Staging" })).toBeVisible();
    expect(screen.getByText("AKIAEXAMPLEEXAMPLE12")).toBeVisible();
    expect(screen.getByText(/days old/)).toBeVisible();
    expect(screen.getByText("s3:GetBucketPolicy")).toBeVisible();
    expect(screen.getByText(/Hides 1 whole listing/)).toBeVisible();
});

test("a failing account says why, and that what is shown is old", async () => {
    showAt(at(LINK.data));
    expect(await screen.findByText(/The role cannot be assumed: AccessDenied/)).toBeVisible();
    expect(screen.getByRole("link", { name: "Test the permissions" })).toBeVisible();
});

test("a run opens beside the list, with its unseen, its outcomes and the price of looking", async () => {
    const { user, at: where } = showAt(at(LINK.production, "runs"));
    await user.click(await screen.findByRole("button", { name: /27 Nov 2026/ }));
    const run = within(await screen.findByRole("dialog", { name: "Run" }));
    expect(where()).toContain("run=");
    expect(await run.findByText(/\$0\.0021 for 420 calls, by list price/)).toBeVisible();
    expect(run.getByText("It saw everything that it looked for.")).toBeVisible();
    expect(await run.findByRole("link", { name: /No security group opens administration/ })).toBeVisible();
});

test("permissions are tested: refused with the statement to add, untried with the reason", async () => {
    const { user } = showAt(at(LINK.production, "permissions"));
    await user.click(await usable("Test the permissions"));
    expect(await screen.findByText(/2 granted, 1 refused/)).toBeVisible();
    expect(screen.getByRole("region", { name: "The statement to add" })).toHaveTextContent(
        "s3:GetBucketPolicy",
    );
    expect(screen.getByText("There is no database to try it on")).toBeVisible();
    expect(screen.queryByText("Everything that a run needs is granted.")).toBeNull();
});

test("regions and services are chosen and saved", async () => {
    const { user } = showAt(at(LINK.production, "regions"));
    await user.type(await screen.findByRole("combobox", { name: "Regions" }), "eu-west{Enter}");
    await user.type(screen.getByRole("combobox", { name: "Services" }), "s3{Enter}");
    await user.click(await usable("Save"));
    await waitFor(() => expect(production()).toMatchObject({ regions: ["eu-west-1"], services: ["s3"] }));
});

test("a threshold is set, checked by its type, and taken off again", async () => {
    const { user } = showAt(at(LINK.production, "thresholds"));
    const days = await screen.findByRole("textbox", { name: "max_age_days of iam.key-rotation-90d" });
    await user.type(days, "soon");
    expect(screen.getByText("Enter a number")).toBeVisible();
    await user.clear(days);
    await user.type(days, "60");
    await user.type(screen.getByRole("textbox", { name: "ports of ec2.sg-open-admin" }), "22, 5900");
    await user.click(await usable("Save the thresholds"));
    await waitFor(() =>
        expect(production()?.thresholds).toEqual({
            "iam.key-rotation-90d": { max_age_days: 60 },
            "ec2.sg-open-admin": { ports: [22, 5900] },
        }),
    );
    await user.click(
        screen.getByRole("button", { name: "Do not set max_age_days of iam.key-rotation-90d here" }),
    );
    await user.click(await usable("Save the thresholds"));
    await waitFor(() =>
        expect(production()?.thresholds).toEqual({ "ec2.sg-open-admin": { ports: [22, 5900] } }),
    );
});

test("who was slower is told, keeps what was typed, and may save again", async () => {
    const { user } = showAt(at(LINK.production, "settings"));
    const name = await screen.findByRole("textbox", { name: "Name" });
    await user.clear(name);
    await user.type(name, "Mine");
    const account = production();
    if (account !== undefined) Object.assign(account, { name: "Theirs", version: account.version + 1 });
    await user.click(await usable("Save"));
    expect(await screen.findByText(/Somebody else has changed the account meanwhile/)).toBeVisible();
    expect(name).toHaveValue("Mine");
    expect(await screen.findByRole("heading", { name: "Theirs" })).toBeVisible();
    await user.click(await usable("Save"));
    expect(await screen.findByRole("heading", { name: "Mine" })).toBeVisible();
});

test("unlinking needs the name, and leads back to the list", async () => {
    const { user, at: where } = showAt(at(LINK.production, "settings"));
    await user.click(await usable("Unlink the account"));
    const dialog = within(await screen.findByRole("dialog", { name: "Unlink Production?" }));
    expect(dialog.getByRole("button", { name: "Unlink" })).toHaveAttribute("aria-disabled", "true");
    await user.type(dialog.getByRole("textbox"), "Production");
    await user.click(dialog.getByRole("button", { name: "Unlink" }));
    await waitFor(() => expect(where()).toBe(`/w/${ID.alder}/accounts`));
    expect(production()).toBeUndefined();
});

test("the sample is never collected, and says so", async () => {
    world.cloud.accounts[ID.alder]?.push(sampleAccount());
    showAt(at(LINK.sample));
    expect(await screen.findByText(/made up, with no AWS behind it\.$/, { selector: "dd" })).toBeVisible();
    expect(screen.getByRole("button", { name: "Collect now" })).toHaveAttribute("aria-disabled", "true");
});

test("an account that cannot be read can be tried again", async () => {
    server.use(
        http.untyped.get("*/accounts/:account", () =>
            refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    const { user } = showAt(at(LINK.production));
    expect(await screen.findByText(/This account cannot be shown/)).toBeVisible();
    server.resetHandlers();
    server.use(...besideAccounts);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("heading", { name: "Production" })).toBeVisible();
});
