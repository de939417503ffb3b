/** Findings: filtered, grouped, counted, muted. With what stands beside them, for the tests of their pages. */
import { HttpResponse } from "msw";

import type { Finding, Schema } from "~/api/types";
import { SEVERITIES } from "~/lib/severity";

import { sampleAccounts, sampleCheck } from "./findings-sample";
import { http, refuse, sentinel } from "./http";
import { world } from "./world";

const WORST = SEVERITIES.map((severity) => severity as string);
const base = "*/api/v1/workspaces/:workspace";

function found(url: URL): Finding[] {
    const get = (name: string): string[] | undefined => url.searchParams.get(name)?.split(",");
    const q = url.searchParams.get("q")?.toLowerCase() ?? "";
    const flag = (name: string, is: boolean): boolean =>
        url.searchParams.get(name) === null || url.searchParams.get(name) === String(is);
    const among = (name: string, value: string | null | undefined): boolean =>
        get(name)?.includes(value ?? "") ?? true;
    return world.findings
        .filter(
            (one) =>
                (get("state") ?? ["open", "unknown"]).includes(one.state) &&
                (["severity", "account", "check", "pillar", "kind", "region", "resource"] as const).every(
                    (name) => among(name, one[name]),
                ) &&
                (url.searchParams.get("framework") === null || one.check === sampleCheck.id) &&
                flag("muted", one.mute != null) &&
                flag("unknown", one.unknown_because != null) &&
                `${one.resource} ${one.name ?? ""} ${one.message}`.toLowerCase().includes(q),
        )
        .sort((a, b) =>
            url.searchParams.get("sort") === "saving"
                ? (b.saving_micro_usd_per_month ?? -1) - (a.saving_micro_usd_per_month ?? -1)
                : WORST.indexOf(a.severity) - WORST.indexOf(b.severity),
        );
}

function page(url: URL, items: readonly unknown[]) {
    const from = Number(url.searchParams.get("cursor") ?? 0);
    const to = from + Number(url.searchParams.get("limit") ?? 50);
    const next = to < items.length ? String(to) : null;
    return HttpResponse.json({ items: items.slice(from, to), next });
}

function groupsOf(findings: readonly Finding[], by: string): Schema<"GroupItem">[] {
    const keyOf = (one: Finding): string =>
        by === "check"
            ? one.check
            : by === "account"
              ? one.account
              : `${one.account}/${one.kind}/${one.region}/${one.resource}`;
    return [...new Set(findings.map(keyOf))].flatMap((key) => {
        const all = findings.filter((one) => keyOf(one) === key);
        const [first] = all;
        if (first === undefined) return [];
        const of = (severity: string): number => all.filter((one) => one.severity === severity).length;
        return [
            {
                key,
                title: by === "check" ? first.title : by === "account" ? key : (first.name ?? first.resource),
                check: by === "check" ? first.check : null,
                kind: by === "resource" ? first.kind : null,
                region: by === "resource" ? first.region : null,
                resource: by === "resource" ? first.resource : null,
                account: by === "check" ? null : first.account,
                name: by === "resource" ? (first.name ?? null) : null,
                severity: first.severity,
                pillar: by === "check" ? (first.pillar ?? null) : null,
                count: all.length,
                muted: all.filter((one) => one.mute != null).length,
                unknown: all.filter((one) => one.unknown_because != null).length,
                saving_micro_usd_per_month: all.reduce(
                    (sum, one) => sum + (one.saving_micro_usd_per_month ?? 0),
                    0,
                ),
                by_severity: {
                    critical: of("critical"),
                    high: of("high"),
                    medium: of("medium"),
                    low: of("low"),
                    info: of("info"),
                },
            },
        ];
    });
}

/** Changes a finding as the API does: its version grows. */
export function changeFinding(id: string, change: Partial<Finding>): Finding | undefined {
    world.findings = world.findings.map((one) =>
        one.id === id ? { ...one, ...change, version: one.version + 1 } : one,
    );
    return world.findings.find((one) => one.id === id);
}

async function muteOne(request: Request, id: string, mute: boolean): Promise<HttpResponse<never>> {
    const now = world.findings.find((one) => one.id === id);
    const answer = (response: unknown) => response as HttpResponse<never>;
    if (now === undefined) return answer(refuse(404, "not-found", "there is no such finding"));
    if (request.headers.get("if-match") !== `"v${now.version}"`)
        return answer(refuse(412, "changed", "the finding has changed since it was read"));
    if (!mute) return answer(HttpResponse.json(changeFinding(id, { mute: null })));
    const body = (await request.json()) as Schema<"MuteBody">;
    const wanted = sentinel(body.reason);
    if (wanted !== undefined) return answer(wanted);
    return answer(HttpResponse.json(changeFinding(id, { mute: { ...body, by: world.me?.id ?? "" } })));
}

export const findingHandlers = [
    http.untyped.get(`${base}/findings`, ({ request }) => {
        const url = new URL(request.url);
        return page(url, found(url));
    }),
    http.untyped.get(`${base}/finding-groups`, ({ request }) => {
        const url = new URL(request.url);
        return page(url, groupsOf(found(url), url.searchParams.get("by") ?? ""));
    }),
    http.get("/workspaces/{workspace}/finding-counts", ({ request, response }) => {
        const items = found(new URL(request.url));
        return response(200).json({
            total: items.length,
            open_by_severity: {},
            items: items.map((one) => ({
                check: one.check,
                title: one.title,
                pillar: one.pillar ?? null,
                severity: one.severity,
                state: one.state,
                muted: one.mute != null,
                unknown: one.unknown_because != null,
                count: 1,
                saving_micro_usd_per_month: one.saving_micro_usd_per_month ?? 0,
            })),
        });
    }),
    http.untyped.post(`${base}/findings/mute`, async ({ request }) => {
        const { findings, ...mute } = (await request.json()) as Schema<"MuteManyBody">;
        const wanted = sentinel(mute.reason);
        if (wanted !== undefined) return wanted;
        const by = world.me?.id ?? "";
        const changed = findings.map((id) => changeFinding(id, { mute: { ...mute, by } }));
        return HttpResponse.json({
            changed: changed.filter((one) => one !== undefined),
            missing: findings.filter((_, index) => changed[index] === undefined),
        });
    }),
    http.untyped.post(`${base}/findings/unmute`, async ({ request }) => {
        const { findings } = (await request.json()) as Schema<"UnmuteManyBody">;
        const changed = findings.map((id) => changeFinding(id, { mute: null }));
        return HttpResponse.json({ changed: changed.filter((one) => one !== undefined), missing: [] });
    }),
    http.untyped.put(`${base}/findings/:finding/mute`, ({ request, params }) =>
        muteOne(request, String(params.finding), true),
    ),
    http.untyped.delete(`${base}/findings/:finding/mute`, ({ request, params }) =>
        muteOne(request, String(params.finding), false),
    ),
    http.get("/workspaces/{workspace}/findings/{finding}", ({ params, response }) => {
        const finding = world.findings.find((one) => one.id === params.finding);
        if (finding === undefined)
            return response.untyped(refuse(404, "not-found", "there is no such finding"));
        return response(200).json({
            finding,
            events: [
                {
                    at: finding.first_seen,
                    what: finding.state === "unknown" ? "unknown" : "opened",
                    generation: 3,
                    actor: null,
                    detail: finding.message,
                },
            ],
        });
    }),
];

/** What stands beside findings, for their own tests. Other areas have theirs. */
export const besideFindings = [
    http.get("/workspaces/{workspace}/accounts", ({ response }) =>
        response(200).json({ items: sampleAccounts() }),
    ),
    http.untyped.post(`${base}/accounts/:account/collect`, () =>
        HttpResponse.json({ at_once: true }, { status: 202 }),
    ),
    http.untyped.get(`${base}/members`, () =>
        HttpResponse.json({
            items: [
                {
                    user: world.me?.id,
                    email: "ada@example.com",
                    name: "Ada Lovelace",
                    role: "owner",
                    since: "2026-01-05T09:10:00Z",
                    totp: false,
                },
            ],
        }),
    ),
    http.untyped.get(`${base}/inventory`, () =>
        HttpResponse.json({
            items: sampleAccounts().map(({ id }) => ({
                account: id,
                kind: "aws.ec2.volume",
                region: "eu-central-1",
                resources: 2,
                hidden: 0,
            })),
        }),
    ),
    http.untyped.get("*/api/v1/checks", () => HttpResponse.json({ items: [sampleCheck] })),
    http.untyped.get("*/api/v1/checks/:check", ({ params }) =>
        HttpResponse.json({ ...sampleCheck, id: params.check }),
    ),
    http.untyped.get("*/api/v1/frameworks", () =>
        HttpResponse.json({
            items: [
                {
                    id: "cis-aws-3.0",
                    title: "CIS Foundations Benchmark 3.0.0",
                    controls: [{ id: "5.2", title: "No open SSH", checks: [sampleCheck.id] }],
                },
            ],
        }),
    ),
];
