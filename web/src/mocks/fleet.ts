/** The fleet and its workspaces. */
import { http, refuse, sentinel } from "./http";
import { unauthenticated } from "./auth";
import { workspaceOf, world } from "./world";

export const fleetHandlers = [
    http.get("/fleet", ({ response }) =>
        world.me === null ? response.untyped(unauthenticated()) : response(200).json({ items: world.fleet }),
    ),
    http.post("/workspaces", async ({ request, response }) => {
        const { name } = await request.json();
        const wanted = sentinel(name);
        if (wanted !== undefined) return response.untyped(wanted);
        if (name.length < 2) {
            const errors = [{ field: "name", message: "must have at least 2 characters" }];
            return response.untyped(refuse(422, "bad-value", "a value is not accepted", errors));
        }
        const key = request.headers.get("idempotency-key") ?? "";
        const made = world.made.get(key) ?? workspaceOf(crypto.randomUUID(), name);
        if (!world.made.has(key)) {
            const none = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
            world.fleet.push({
                workspace: made,
                accounts: 0,
                paused: 0,
                failing: 0,
                resources: 0,
                open: none,
                unknown: 0,
            });
            world.made.set(key, made);
        }
        return response(201).json(made);
    }),
    http.get("/workspaces/{workspace}", ({ params, response }) => {
        const found = world.fleet.find((item) => item.workspace.id === params.workspace);
        return found === undefined
            ? response.untyped(refuse(404, "not-found", "there is no such workspace"))
            : response(200).json(found.workspace);
    }),
];
