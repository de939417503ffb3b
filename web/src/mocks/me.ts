/** Oneself: name, password, one-time codes, sessions, tokens. */
import { HttpResponse } from "msw";

import { unauthenticated } from "./auth";
import { weak } from "./doors";
import { http, refuse, sentinel } from "./http";
import { CODE, PASSWORD, world } from "./world";

const done = () => new HttpResponse(null, { status: 204 });
const fault = (field: string, message: string) =>
    refuse(422, "bad-value", "a value is not accepted", [{ field, message }]);

/** Why the proof is none, as the API says it. */
const proof = (password: string | null | undefined) => {
    if (password?.includes("error-500") === true)
        return refuse(500, "internal", "something went wrong on our side");
    return password === PASSWORD ? undefined : fault("password", "the current password is wrong");
};

export const meHandlers = [
    http.patch("/me", async ({ request, response }) => {
        if (world.me === null) return response.untyped(unauthenticated());
        const { name } = await request.json();
        const wanted = sentinel(name);
        if (wanted !== undefined) return response.untyped(wanted);
        world.me = { ...world.me, name };
        return response(200).json(world.me);
    }),
    http.untyped.delete("*/api/v1/me", async ({ request }) => {
        const { password } = (await request.json()) as { password?: string };
        const refused = proof(password);
        if (refused !== undefined) return refused;
        if (world.people.members.filter(({ role }) => role === "owner").length === 1) {
            const why =
                "the person is the only owner of 1 workspaces: make somebody else an owner or delete them first";
            return refuse(409, "conflict", why);
        }
        world.me = null;
        return done();
    }),
    http.untyped.post("*/api/v1/me/password", async ({ request }) => {
        const body = (await request.json()) as { current?: string; new: string };
        return proof(body.current) ?? weak(body.new) ?? done();
    }),
    http.post("/me/totp", async ({ request, response }) => {
        const { password } = await request.json();
        const refused = proof(password);
        if (refused !== undefined) return response.untyped(refused);
        return response(200).json({
            uri: "otpauth://totp/Skytally:ada%40example.com?secret=JBSWY3DPEHPK3PXP",
            secret: "JBSWY3DPEHPK3PXP",
            picture_svg:
                '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path fill="#000000"/></svg>',
        });
    }),
    http.post("/me/totp/confirm", async ({ request, response }) => {
        const { code } = await request.json();
        if (code !== CODE) {
            return response.untyped(fault("code", "the code is wrong: check the clock of the device"));
        }
        if (world.me !== null) world.me = { ...world.me, totp_since: "2026-11-27T09:00:00Z" };
        return response(200).json({ recovery_codes: world.people.codes });
    }),
    http.untyped.delete("*/api/v1/me/totp", async ({ request }) => {
        const { password } = (await request.json()) as { password?: string };
        const refused = proof(password);
        if (refused !== undefined) return refused;
        if (world.me !== null) world.me = { ...world.me, totp_since: null };
        return done();
    }),
    http.post("/me/recovery-codes", async ({ request, response }) => {
        const { password } = await request.json();
        const refused = proof(password);
        if (refused !== undefined) return response.untyped(refused);
        world.people.codes = world.people.codes.map((code) => code.replace("7k3m", "new0"));
        return response(200).json({ recovery_codes: world.people.codes });
    }),
    http.post("/me/identities/{provider}", ({ params, response }) =>
        response.untyped(
            params.provider === "Broken"
                ? refuse(401, "sign-in-failed", "Broken does not answer: try again later")
                : HttpResponse.json({ url: `${location.origin}/#went-out` }),
        ),
    ),
    http.get("/me/sessions", ({ response }) => response(200).json({ items: world.people.sessions })),
    http.untyped.delete("*/api/v1/me/sessions/:session", ({ params }) => {
        const { people } = world;
        if (!people.sessions.some(({ id }) => id === params.session))
            return refuse(404, "not-found", "there is no such session");
        people.sessions = people.sessions.filter(({ id }) => id !== params.session);
        return done();
    }),
    http.delete("/me/sessions", ({ response }) => {
        const { people } = world;
        const ended = people.sessions.filter(({ current }) => !current).length;
        people.sessions = people.sessions.filter(({ current }) => current);
        return response(200).json({ ended });
    }),
    http.get("/me/tokens", ({ response }) => response(200).json({ items: world.people.tokens })),
    http.post("/me/tokens", async ({ request, response }) => {
        const body = await request.json();
        const wanted = sentinel(body.name);
        if (wanted !== undefined) return response.untyped(wanted);
        const made = {
            id: crypto.randomUUID(),
            name: body.name,
            scopes: body.scopes,
            workspace: body.workspace ?? null,
            created: "2026-11-27T09:00:00Z",
            expires: body.expires ?? "2027-02-25T09:00:00Z",
            used: null,
        };
        world.people.tokens = [made, ...world.people.tokens];
        return response(201).json({ ...made, token: "skt_shown-this-once" });
    }),
    http.untyped.delete("*/api/v1/me/tokens/:token", ({ params }) => {
        world.people.tokens = world.people.tokens.filter(({ id }) => id !== params.token);
        return done();
    }),
];
