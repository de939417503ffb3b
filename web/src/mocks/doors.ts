/** Signing up, the links of mails, and invitations. */
import { HttpResponse } from "msw";

import { unauthenticated } from "./auth";
import { http, refuse, sentinel } from "./http";
import { LINK } from "./people-sample";
import { PASSWORD, workspaceOf, world } from "./world";

const linkUsed = () => refuse(422, "link-used", "the link is not good (any more): ask for another");
const empty = (status: number) => new HttpResponse(null, { status });

/** Whether a password is weak, as the API says it. */
export const weak = (password: string) =>
    password.startsWith("password")
        ? refuse(422, "weak-password", "the password is too easy to guess", [
              {
                  field: "password",
                  message:
                      "the password is too easy to guess (score 1 of 4, expected 3 or more): This is a top-100 common password.",
              },
          ])
        : undefined;

export const doorHandlers = [
    http.get("/about", ({ response }) => response(200).json(world.people.about)),
    http.untyped.post("*/api/v1/sign-up", async ({ request }) => {
        const body = (await request.json()) as {
            email: string;
            name: string;
            password: string;
            invitation?: string;
        };
        const refused = sentinel(body.name) ?? weak(body.password);
        if (refused !== undefined) return refused;
        const { people } = world;
        if (body.invitation !== undefined) {
            if (!people.links.has(LINK.invitation)) return linkUsed();
            if (!people.invitedIsKnown) people.links.delete(LINK.invitation);
        }
        people.mails.push(body.email);
        return empty(202);
    }),
    http.untyped.post("*/api/v1/verify-email", async ({ request }) => {
        const { token } = (await request.json()) as { token: string };
        return sentinel(token) ?? (world.people.links.delete(token) ? empty(204) : linkUsed());
    }),
    ...["verify-email/resend", "password/forgot"].map((path) =>
        http.untyped.post(`*/api/v1/${path}`, async ({ request }) => {
            const { email } = (await request.json()) as { email: string };
            const wanted = sentinel(email);
            if (wanted !== undefined) return wanted;
            world.people.mails.push(email);
            return empty(202);
        }),
    ),
    http.untyped.post("*/api/v1/password/reset", async ({ request }) => {
        const { token, password } = (await request.json()) as { token: string; password: string };
        const refused = weak(password);
        if (refused !== undefined) return refused;
        if (!world.people.links.delete(token)) return linkUsed();
        world.me = null;
        return empty(204);
    }),
    http.post("/invitations/look", async ({ request, response }) => {
        const { token } = await request.json();
        const wanted = sentinel(token);
        if (wanted !== undefined) return response.untyped(wanted);
        return world.people.links.has(token)
            ? response(200).json(world.people.invited)
            : response.untyped(linkUsed());
    }),
    http.post("/invitations/accept", async ({ request, response }) => {
        const { token } = await request.json();
        if (world.me === null) return response.untyped(unauthenticated());
        if (world.me.email !== world.people.invited.email || !world.people.links.delete(token))
            return response.untyped(linkUsed());
        const [item] = world.fleet;
        const { id, name } = item?.workspace ?? workspaceOf(PASSWORD, "none");
        return response(200).json(workspaceOf(id, name, world.people.invited.role));
    }),
];
