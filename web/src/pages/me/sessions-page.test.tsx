import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { world } from "~/mocks/world";
import { showAt } from "~/test/render";
import { screenSize } from "~/test/setup";

const table = () => screen.findByRole("table", { name: "Sessions" });

test("this session is marked and cannot be ended; another one can", async () => {
    const { user } = showAt("/me/sessions");
    const shown = within(await table());
    expect(shown.getByText("This one")).toBeVisible();
    expect(shown.getByText("Unknown browser")).toBeVisible();
    expect(shown.getByRole("button", { name: "End the session of Firefox on Linux" })).toHaveAttribute(
        "aria-disabled",
        "true",
    );
    await user.click(shown.getByRole("button", { name: "End the session of Safari on iPhone" }));
    await waitFor(() => expect(shown.queryByText("Safari on iPhone")).toBeNull());
    expect(world.people.sessions.length).toBe(2);
});

test("all others are ended at once, after a question", async () => {
    const { user } = showAt("/me/sessions");
    await table();
    await user.click(screen.getByRole("button", { name: "End all others" }));
    await user.click(await screen.findByRole("button", { name: "End them" }));
    expect(await screen.findByText("2 sessions have ended.")).toBeVisible();
    expect(screen.getByRole("button", { name: "End all others" })).toHaveAttribute("aria-disabled", "true");
});

test("sessions that cannot be read are an error that is tried again", async () => {
    server.use(http.untyped.get("*/api/v1/me/sessions", () => refuse(500, "internal", "something broke")));
    const { user } = showAt("/me/sessions");
    expect(await screen.findByText(/Your sessions cannot be shown/)).toBeVisible();
    expect(screen.getByText("req-0001")).toBeVisible();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await table();
});

test("on a phone each session is a card", async () => {
    screenSize.phone = true;
    showAt("/me/sessions");
    expect(await screen.findByRole("list", { name: "Sessions" })).toBeVisible();
});
