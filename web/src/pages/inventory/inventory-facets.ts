/** What the facets of the inventory count: pure, from the counts by account, kind and region. */
import type { Counted } from "~/api/inventory";
import { kindName, serviceName, serviceOf } from "~/lib/kinds";

export interface Chosen {
    service: readonly string[];
    kind: readonly string[];
    region: readonly string[];
    account: readonly string[];
    hidden: boolean;
}

export type Dimension = "service" | "kind" | "region" | "account";

export interface Facet {
    value: string;
    count: number;
}

const VALUE: Record<Dimension, (item: Counted) => string> = {
    service: ({ kind }) => serviceOf(kind),
    kind: ({ kind }) => kind,
    region: ({ region }) => region,
    account: ({ account }) => account,
};
const DIMENSIONS = Object.keys(VALUE) as Dimension[];

const weight = (item: Counted, hidden: boolean): number => (hidden ? item.hidden : item.resources);

function fits(item: Counted, chosen: Chosen, without?: Dimension): boolean {
    return DIMENSIONS.every(
        (dimension) =>
            dimension === without ||
            chosen[dimension].length === 0 ||
            chosen[dimension].includes(VALUE[dimension](item)),
    );
}

/**
 * The choices of a facet. Each count is what the list would show with that choice alone in this facet and all other filters as they
 * are. What is chosen stays, with a zero, so that it can be taken off.
 */
export function facet(items: readonly Counted[], chosen: Chosen, dimension: Dimension): Facet[] {
    const counts = new Map<string, number>(chosen[dimension].map((value) => [value, 0]));
    for (const item of items) {
        if (!fits(item, chosen, dimension)) continue;
        const count = weight(item, chosen.hidden);
        if (count === 0) continue;
        const value = VALUE[dimension](item);
        counts.set(value, (counts.get(value) ?? 0) + count);
    }
    return [...counts]
        .map(([value, count]) => ({ value, count }))
        .sort((a, b) => nameOf(dimension, a.value).localeCompare(nameOf(dimension, b.value), "en"));
}

export function nameOf(dimension: Dimension, value: string): string {
    if (dimension === "service") return serviceName(value);
    return dimension === "kind" ? kindName(value) : value;
}

/** How many there are with these filters, and of them how many have parts that were not seen. */
export function total(items: readonly Counted[], chosen: Chosen): { resources: number; hidden: number } {
    let resources = 0;
    let hidden = 0;
    for (const item of items) {
        if (!fits(item, chosen)) continue;
        resources += weight(item, chosen.hidden);
        hidden += item.hidden;
    }
    return { resources, hidden };
}

/**
 * The kinds to ask the API for: it knows kinds, not services. Undefined for all; empty where nothing can fit. With a service chosen and
 * counts not there yet it cannot be said: null.
 */
export function kindsToAsk(
    items: readonly Counted[] | undefined,
    { service, kind }: Pick<Chosen, "service" | "kind">,
): readonly string[] | undefined | null {
    if (service.length === 0) return kind.length === 0 ? undefined : kind;
    if (kind.length > 0) return kind.filter((one) => service.includes(serviceOf(one)));
    if (items === undefined) return null;
    return [...new Set(items.map((item) => item.kind))].filter((one) => service.includes(serviceOf(one)));
}
