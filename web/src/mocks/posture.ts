/** What checks say: the catalogue, the posture, compliance and pillars. */
import { HttpResponse } from "msw";

import { http, refuse } from "./http";
import { world } from "./world";

const PAGE_ROWS = 100;

export const postureHandlers = [
    http.get("/checks", ({ response }) => response(200).json({ items: world.posture.checks })),
    http.get("/checks/{check}", ({ params, response }) => {
        const check = world.posture.checks.find(({ id }) => id === params.check);
        if (check === undefined) return response.untyped(refuse(404, "not-found", "there is no such check"));
        return response(200).json({
            ...check,
            service: check.id.split(".")[0] ?? null,
            kind: null,
            rules: [],
            variants: [],
            reads: [],
            permissions: [],
            controls: [],
            examples: [],
            source: "built-in",
            file: null,
            references: [],
            ...world.posture.details[check.id],
        });
    }),
    http.get("/frameworks", ({ response }) => response(200).json({ items: world.posture.frameworks })),
    http.get("/workspaces/{workspace}/posture", ({ response }) =>
        response(200).json({ items: world.posture.standings, accounts: world.posture.accounts }),
    ),
    http.untyped.get("*/api/v1/workspaces/:workspace/check-resources", ({ request }) => {
        const { searchParams } = new URL(request.url);
        const account = searchParams.get("account");
        const found = world.posture.resources.filter(
            (one) =>
                one.check === searchParams.get("check") &&
                one.outcome === (searchParams.get("outcome") ?? "fail") &&
                (account === null || one.account === account),
        );
        const from = Number(searchParams.get("cursor") ?? 0);
        const limit = Number(searchParams.get("limit") ?? PAGE_ROWS);
        const items = found.slice(from, from + limit);
        return HttpResponse.json({ items, next: from + limit < found.length ? String(from + limit) : null });
    }),
    http.get("/workspaces/{workspace}/compliance", ({ response }) => {
        const { framework, title, totals, accounts } = world.posture.compliance;
        return response(200).json({ items: [{ framework, title, ...totals }], accounts });
    }),
    http.get("/workspaces/{workspace}/compliance/{framework}", ({ params, response }) =>
        params.framework === world.posture.compliance.framework
            ? response(200).json(world.posture.compliance)
            : response.untyped(refuse(404, "not-found", "there is no such framework")),
    ),
    http.get("/workspaces/{workspace}/well-architected", ({ response }) =>
        response(200).json({
            pillars: world.posture.pillars,
            formula: "A pillar's score is the mean of its checks' shares.",
            accounts: world.posture.accounts,
        }),
    ),
];
