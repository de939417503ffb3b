/** Signing in and out, and oneself. */
import { HttpResponse } from "msw";

import { http, refuse, sentinel } from "./http";
import { CODE, PASSWORD, somebody, world } from "./world";

export const unauthenticated = () => refuse(401, "unauthenticated", "sign in first");

export const authHandlers = [
    http.untyped.get("*/api/v1/me", () =>
        world.me === null ? unauthenticated() : HttpResponse.json(world.me),
    ),
    http.get("/oidc", ({ response }) => response(200).json({ providers: world.providers })),
    http.untyped.post("*/api/v1/sign-out", () => {
        world.me = null;
        return new HttpResponse(null, { status: 204 });
    }),
    http.post("/sign-in", async ({ request, response }) => {
        const { email, password, code } = await request.json();
        const wanted = sentinel(email);
        if (wanted !== undefined) return response.untyped(wanted);
        if (email === "new@example.com") {
            return response.untyped(refuse(403, "email-not-verified", "confirm the e-mail address first"));
        }
        if (password !== PASSWORD)
            return response.untyped(refuse(401, "sign-in-failed", "e-mail or password is wrong"));
        if (world.totp && code == null)
            return response.untyped(refuse(401, "second-factor-needed", "a code is needed"));
        if (world.totp && code !== CODE)
            return response.untyped(refuse(401, "sign-in-failed", "the code is wrong"));
        world.me = { ...somebody, email };
        return response(200).json({ me: world.me, expires: "2026-12-27T09:00:00Z" });
    }),
];
