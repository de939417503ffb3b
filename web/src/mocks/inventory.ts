/** The inventory: lists with their filters, counts, one resource, relations, changes. With what stands beside them, for the tests. */
import type { Schema } from "~/api/types";

import { sampleAccounts } from "./findings-sample";
import { http, refuse, sentinel } from "./http";
import type { SampleResource } from "./inventory-sample";
import { world } from "./world";

function page<T>(url: URL, items: readonly T[]): { items: T[]; next: string | null } {
    const from = Number(url.searchParams.get("cursor") ?? 0);
    const to = from + Number(url.searchParams.get("limit") ?? 50);
    return { items: items.slice(from, to), next: to < items.length ? String(to) : null };
}

function found(url: URL): SampleResource[] {
    const get = (name: string): string => url.searchParams.get(name) ?? "";
    const among = (name: string, value: string): boolean =>
        get(name) === "" || get(name).split(",").includes(value);
    const q = get("q").toLowerCase();
    const by = ({ item }: SampleResource): string =>
        get("sort") === "name"
            ? (item.name ?? item.id)
            : get("sort") === "since"
              ? item.since
              : `${item.kind} ${item.region} ${item.id}`;
    const way = get("order") === "desc" ? -1 : 1;
    return world.inventory.resources
        .filter(({ item, view }) => {
            const shallow = `${item.id}\n${item.name ?? ""}\n${item.arn ?? ""}`;
            const all = get("deep") === "true" ? shallow + JSON.stringify(view.states[0]) : shallow;
            return (
                view.present &&
                among("account", item.account) &&
                among("kind", item.kind) &&
                among("region", item.region) &&
                (get("hidden") !== "true" || item.hidden > 0) &&
                all.toLowerCase().includes(q)
            );
        })
        .sort((a, b) => way * by(a).localeCompare(by(b)));
}

function counts(): Schema<"InventoryItem">[] {
    const sums = new Map<string, Schema<"InventoryItem">>();
    for (const { item, view } of world.inventory.resources) {
        if (!view.present) continue;
        const { account, kind, region, hidden } = item;
        const key = `${account} ${kind} ${region}`;
        const now = sums.get(key) ?? { account, kind, region, resources: 0, hidden: 0 };
        sums.set(key, {
            ...now,
            resources: now.resources + 1,
            hidden: now.hidden + (hidden > 0 ? 1 : 0),
        });
    }
    return [...sums.values()];
}

export const inventoryHandlers = [
    http.get("/workspaces/{workspace}/resources", ({ request, response }) => {
        const url = new URL(request.url);
        const wanted = sentinel(url.searchParams.get("q") ?? "");
        if (wanted !== undefined) return response.untyped(wanted);
        return response(200).json(
            page(
                url,
                found(url).map(({ item }) => item),
            ),
        );
    }),
    http.get("/workspaces/{workspace}/inventory", ({ response }) => response(200).json({ items: counts() })),
    http.get("/workspaces/{workspace}/resource", ({ request, response }) => {
        const { account, kind, region, id } = Object.fromEntries(new URL(request.url).searchParams);
        const one = world.inventory.resources.find(
            ({ item }) =>
                item.account === account && item.kind === kind && item.region === region && item.id === id,
        );
        return one === undefined
            ? response.untyped(refuse(404, "not-found", "there is no such resource"))
            : response(200).json(one.view);
    }),
    http.get("/workspaces/{workspace}/relations", ({ response }) =>
        response(200).json(world.inventory.relations),
    ),
    http.get("/workspaces/{workspace}/changes", ({ request, response }) => {
        const url = new URL(request.url);
        const fits = (name: string, value: string | number): boolean =>
            [null, String(value)].includes(url.searchParams.get(name));
        return response(200).json(
            page(
                url,
                world.inventory.changes.filter(
                    (one) =>
                        fits("account", one.account) &&
                        fits("generation", one.generation) &&
                        fits("what", one.what),
                ),
            ),
        );
    }),
];

/** What stands beside the inventory, for its own tests. Other areas have theirs. */
export const besideInventory = [
    http.get("/workspaces/{workspace}/accounts", ({ response }) =>
        response(200).json({ items: sampleAccounts() }),
    ),
    // Other searches of the palette ask for these.
    http.get("/checks", ({ response }) => response(200).json({ items: [] })),
    http.get("/frameworks", ({ response }) => response(200).json({ items: [] })),
    http.get("/workspaces/{workspace}/overview", ({ response }) =>
        response(200).json(world.inventory.overview),
    ),
];
