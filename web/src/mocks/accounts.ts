/** Cloud accounts: linking, settings, runs, tests of permissions. */
import { HttpResponse } from "msw";

import { readRole } from "~/pages/accounts/role-arn";
import type { Account, Schema } from "~/api/types";

import { accountOf, OFFERED, PRINCIPAL, runOf, sampleAccount } from "./accounts-sample";
import { http, refuse, sentinel } from "./http";
import { world } from "./world";

const gone = () => refuse(404, "not-found", "there is no such cloud account");
const of = (workspace: unknown): Account[] => (world.cloud.accounts[String(workspace)] ??= []);
const find = (workspace: unknown, account: unknown): Account | undefined =>
    of(workspace).find(({ id }) => id === account);

function put(workspace: unknown, account: unknown, change: Partial<Account>): Account | undefined {
    const now = find(workspace, account);
    if (now === undefined) return undefined;
    const next = { ...now, ...change, version: now.version + 1 };
    world.cloud.accounts[String(workspace)] = of(workspace).map((one) => (one === now ? next : one));
    return next;
}

/** A freshly linked account: its first run has begun. */
function linked(workspace: unknown, awsAccount: string, name: string, access: Account["access"]): Account {
    const id = crypto.randomUUID();
    const made = accountOf(id, name, {
        aws_account: awsAccount,
        access,
        generation: 0,
        running: true,
        version: 1,
        newest_run: runOf({
            account: id,
            state: "running",
            generation: null,
            ended: null,
            listed: 40,
            listings: 180,
            documents: 310,
            summary: {},
        }),
    });
    of(workspace).push(made);
    return made;
}

export const accountHandlers = [
    http.get("/workspaces/{workspace}/accounts", ({ params, response }) =>
        response(200).json({ items: of(params.workspace) }),
    ),
    http.get("/workspaces/{workspace}/accounts/{account}", ({ params, response }) => {
        const found = find(params.workspace, params.account);
        return found === undefined ? response.untyped(gone()) : response(200).json(found);
    }),
    http.post("/workspaces/{workspace}/links", ({ response }) =>
        response(201).json({
            external_id: OFFERED,
            principal: PRINCIPAL,
            template: 'AWSTemplateFormatVersion: "2010-09-09"\n',
            quick_create_url: world.cloud.quickCreate,
            expires: "2026-12-04T09:00:00Z",
        }),
    ),
    http.post("/workspaces/{workspace}/accounts", async ({ params, request, response }) => {
        const body = await request.json();
        const wanted = sentinel(body.name ?? "");
        if (wanted !== undefined) return response.untyped(wanted);
        const { access } = body;
        if (access.by === "key") {
            return response(201).json(
                linked(params.workspace, "444455556666", body.name ?? "AWS 444455556666", {
                    by: "key",
                    access_key_id: access.access_key_id,
                    created: null,
                }),
            );
        }
        if (access.external_id !== OFFERED) {
            const errors = [{ field: "external_id", message: "it was not made for this workspace" }];
            return response.untyped(refuse(422, "bad-value", "a value is not accepted", errors));
        }
        const account = readRole(access.role_arn)?.account ?? "";
        return response(201).json(linked(params.workspace, account, body.name ?? `AWS ${account}`, access));
    }),
    http.post("/workspaces/{workspace}/accounts/many", async ({ params, request, response }) => {
        const { role_name: role, external_id: externalId, accounts } = await request.json();
        const items = accounts.map(({ aws_account: id, name }) => {
            if (world.cloud.refusing.has(id)) {
                const problem: Schema<"Problem"> = {
                    type: "urn:skytally:problem:aws-refused",
                    title: "AWS refused",
                    status: 422,
                    code: "aws-refused",
                    detail: "the role cannot be assumed",
                    errors: [],
                };
                return { aws_account: id, account: null, problem };
            }
            const access = {
                by: "role" as const,
                role_arn: `arn:aws:iam::${id}:role/${role}`,
                external_id: externalId,
            };
            return {
                aws_account: id,
                account: linked(params.workspace, id, name ?? id, access),
                problem: null,
            };
        });
        return response(200).json({ items });
    }),
    http.post("/workspaces/{workspace}/sample", ({ params, response }) => {
        const made = sampleAccount();
        of(params.workspace).push(made);
        return response(201).json(made);
    }),
    http.patch("/workspaces/{workspace}/accounts/{account}", async ({ params, request, response }) => {
        const now = find(params.workspace, params.account);
        if (now === undefined) return response.untyped(gone());
        if (request.headers.get("if-match") !== `"v${now.version}"`)
            return response.untyped(refuse(412, "changed", "it has changed since it was read"));
        const body = await request.json();
        const wanted = sentinel(body.name ?? "");
        if (wanted !== undefined) return response.untyped(wanted);
        const { settings = {}, name } = body;
        const set = Object.fromEntries(Object.entries(settings).filter(([, value]) => value != null));
        const changed = put(params.workspace, params.account, {
            ...(set as Partial<Account>),
            ...(name == null ? {} : { name }),
        });
        return changed === undefined ? response.untyped(gone()) : response(200).json(changed);
    }),
    http.untyped.delete("*/api/v1/workspaces/:workspace/accounts/:account", ({ params }) => {
        world.cloud.accounts[String(params.workspace)] = of(params.workspace).filter(
            ({ id }) => id !== params.account,
        );
        return new HttpResponse(null, { status: 204 });
    }),
    http.post("/workspaces/{workspace}/accounts/{account}/pause", ({ params, response }) => {
        const made = put(params.workspace, params.account, { paused: "2026-11-27T09:00:00Z" });
        return made === undefined ? response.untyped(gone()) : response(200).json(made);
    }),
    http.post("/workspaces/{workspace}/accounts/{account}/resume", ({ params, response }) => {
        const made = put(params.workspace, params.account, { paused: null });
        return made === undefined ? response.untyped(gone()) : response(200).json(made);
    }),
    http.post("/workspaces/{workspace}/accounts/{account}/relink", async ({ params, request, response }) => {
        const { access } = await request.json();
        const made = put(params.workspace, params.account, {
            access:
                access.by === "key"
                    ? { by: "key", access_key_id: access.access_key_id, created: null }
                    : access,
        });
        return made === undefined ? response.untyped(gone()) : response(200).json(made);
    }),
    http.post("/workspaces/{workspace}/accounts/{account}/collect", ({ params, response }) => {
        const now = find(params.workspace, params.account);
        if (now === undefined) return response.untyped(gone());
        put(params.workspace, params.account, {
            running: true,
            newest_run: runOf({
                account: now.id,
                state: "running",
                ended: null,
                generation: null,
                listings: 180,
                listed: 45,
                documents: 700,
                summary: {},
            }),
        });
        return response(202).json({ at_once: true });
    }),
    http.post("/workspaces/{workspace}/accounts/{account}/test", ({ response }) =>
        response(200).json(world.cloud.permissions),
    ),
    http.get("/workspaces/{workspace}/accounts/{account}/regions", ({ response }) =>
        response(200).json({ regions: ["eu-central-1", "eu-west-1", "us-east-1"], guessed_because: null }),
    ),
    http.get("/workspaces/{workspace}/accounts/{account}/organization", ({ response }) =>
        response(200).json({ items: world.cloud.members }),
    ),
    http.get("/workspaces/{workspace}/accounts/{account}/runs", ({ params, response }) =>
        response(200).json({
            items: world.cloud.runs.filter(({ account }) => account === params.account),
            next: null,
        }),
    ),
    http.get("/workspaces/{workspace}/runs/{run}", ({ params, response }) => {
        const found = world.cloud.runs.find(({ id }) => id === params.run);
        return found === undefined
            ? response.untyped(refuse(404, "not-found", "there is no such run"))
            : response(200).json(found);
    }),
];

/** The overview of a workspace. */
export const overviewHandlers = [
    http.untyped.get("*/api/v1/workspaces/:workspace/overview", () =>
        HttpResponse.json(world.cloud.overview),
    ),
    http.untyped.get("*/api/v1/workspaces/:workspace/trend", () => HttpResponse.json(world.cloud.trend)),
];

/** What stands beside accounts, for their own tests. Other areas have theirs. */
export const besideAccounts = [
    http.untyped.get("*/api/v1/workspaces/:workspace/well-architected", () =>
        HttpResponse.json(world.cloud.pillars),
    ),
    http.untyped.get("*/api/v1/workspaces/:workspace/inventory", ({ params }) =>
        HttpResponse.json({
            items: of(params.workspace).map(({ id }) => ({
                account: id,
                kind: "aws.ec2.instance",
                region: "eu-central-1",
                resources: 640,
                hidden: 0,
            })),
        }),
    ),
    http.untyped.get("*/api/v1/checks", () =>
        HttpResponse.json({
            items: [
                [
                    "ec2.sg-open-admin",
                    "No security group opens administration to the world",
                    { ports: [22, 3389] },
                ],
                ["iam.key-rotation-90d", "Access keys are changed", { max_age_days: 90 }],
                ["s3.public", "No bucket is public", {}],
            ].map(([id, title, variables]) => ({
                id,
                title,
                severity: "high",
                pillar: "security",
                risk: "",
                remedy: "",
                variables,
            })),
        }),
    ),
    http.untyped.get("*/api/v1/kinds", () =>
        HttpResponse.json({
            items: [
                { id: "aws.ec2.instance", service: "ec2", global: false },
                { id: "aws.s3.bucket", service: "s3", global: false },
            ],
        }),
    ),
];
