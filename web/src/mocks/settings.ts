/** The settings of a workspace: general, members, invitations, the audit log. */
import { HttpResponse } from "msw";

import type { RoleName } from "~/api/members";

import { http, refuse, sentinel } from "./http";
import { world } from "./world";

const done = () => new HttpResponse(null, { status: 204 });
const find = (id: unknown) => world.fleet.find((item) => item.workspace.id === id);
const noWorkspace = () => refuse(404, "not-found", "there is no such workspace");
const lastOwner = () =>
    refuse(409, "conflict", "a workspace has at least one owner: make somebody else an owner first");

const RIGHTS: readonly [string, string, string | null][] = [
    ["see findings", "viewer", "read"],
    ["mute findings", "analyst", "findings"],
    ["read the audit trail", "admin", "manage"],
    ["delete the workspace", "owner", null],
];
const ORDER = ["viewer", "analyst", "admin", "owner"];

export const settingsHandlers = [
    http.patch("/workspaces/{workspace}", async ({ request, params, response }) => {
        const item = find(params.workspace);
        if (item === undefined) return response.untyped(noWorkspace());
        const body = await request.json();
        const wanted = sentinel(body.name ?? "");
        if (wanted !== undefined) return response.untyped(wanted);
        if (request.headers.get("if-match") !== `"v${item.workspace.version}"`)
            return response.untyped(refuse(412, "changed", "somebody else has changed it since"));
        item.workspace = {
            ...item.workspace,
            ...(body.name == null ? {} : { name: body.name }),
            ...(body.retention_days == null ? {} : { retention_days: body.retention_days }),
            ...(body.thresholds == null ? {} : { thresholds: body.thresholds }),
            version: item.workspace.version + 1,
        };
        return response(200).json(item.workspace);
    }),
    http.untyped.delete("*/api/v1/workspaces/:workspace", async ({ request, params }) => {
        const item = find(params.workspace);
        if (item === undefined) return noWorkspace();
        const { name } = (await request.json()) as { name: string };
        if (name !== item.workspace.name) return refuse(422, "bad-value", "repeat the name");
        world.fleet = world.fleet.filter((one) => one !== item);
        return done();
    }),
    http.get("/workspaces/{workspace}/members", ({ response }) =>
        response(200).json({ items: world.people.members }),
    ),
    http.patch("/workspaces/{workspace}/members/{user}", async ({ request, params, response }) => {
        const { role } = await request.json();
        const { people } = world;
        const member = people.members.find(({ user }) => user === params.user);
        if (member === undefined)
            return response.untyped(refuse(404, "not-found", "there is no such member"));
        const changed = { ...member, role };
        people.members = people.members.map((one) => (one === member ? changed : one));
        return response(200).json(changed);
    }),
    http.untyped.delete("*/api/v1/workspaces/:workspace/members/:user", ({ params }) => {
        const { people } = world;
        const left = people.members.filter(({ user }) => user !== params.user);
        if (!left.some(({ role }) => role === "owner")) return lastOwner();
        people.members = left;
        return done();
    }),
    http.get("/workspaces/{workspace}/invitations", ({ response }) =>
        response(200).json({ items: world.people.invitations }),
    ),
    http.post("/workspaces/{workspace}/invitations", async ({ request, response }) => {
        const { email, role } = await request.json();
        const wanted = sentinel(email);
        if (wanted !== undefined) return response.untyped(wanted);
        const made = {
            id: crypto.randomUUID(),
            email,
            role,
            invited_by: world.me?.id ?? "",
            created: "2026-11-27T09:00:00Z",
            expires: "2026-12-04T09:00:00Z",
        };
        world.people.invitations = [...world.people.invitations, made];
        return response(201).json(made);
    }),
    http.untyped.delete("*/api/v1/workspaces/:workspace/invitations/:invitation", ({ params }) => {
        world.people.invitations = world.people.invitations.filter(({ id }) => id !== params.invitation);
        return done();
    }),
    http.get("/roles", ({ response }) =>
        response(200).json({
            items: RIGHTS.map(([action, least, token_scope]) => ({
                action,
                roles: ORDER.slice(ORDER.indexOf(least)) as RoleName[],
                token_scope,
            })),
        }),
    ),
    http.get("/workspaces/{workspace}/audit", ({ query, response }) => {
        const before = Number(query.get("cursor") ?? Infinity);
        const limit = Number(query.get("limit") ?? 50);
        const left = world.people.audit.filter(({ seq }) => seq < before);
        const items = left.slice(0, limit);
        const next = left.length > limit ? String(items.at(-1)?.seq) : null;
        return response(200).json({ items, next });
    }),
    http.get("/workspaces/{workspace}/audit/verify", ({ response }) =>
        response(200).json(world.people.chain),
    ),
];
