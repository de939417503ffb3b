/** What the list of resources may lack: listings that did not work, and accounts that nobody has seen yet. Pure. */
import type { OverviewView, UnseenThing } from "~/api/overview";
import type { Account } from "~/api/types";
import { serviceOf } from "~/lib/kinds";

import type { Chosen } from "./inventory-facets";

export interface Gaps {
    /** Accounts without any generation. */
    notYet: readonly Account[];
    /** Listings of the newest runs that were denied or failed; null while it is not known which. */
    listings: readonly UnseenThing[] | null;
}

/** Those gaps that what is chosen could have in it. */
export function gapsOf(
    accounts: readonly Account[] | undefined,
    overview: OverviewView | undefined,
    { account, region, kind, service }: Chosen,
): Gaps {
    const among = (chosen: readonly string[], value: string): boolean =>
        chosen.length === 0 || chosen.includes(value);
    return {
        notYet: (accounts ?? []).filter((one) => one.generation === 0 && among(account, one.id)),
        listings:
            overview?.unseen.filter(
                (one) =>
                    one.listing &&
                    among(account, one.account) &&
                    among(region, one.region) &&
                    (one.kind == null || (among(kind, one.kind) && among(service, serviceOf(one.kind)))),
            ) ?? null,
    };
}

/** Whether all that there is was listed, as far as is known. */
export const isWhole = ({ notYet, listings }: Gaps): boolean => notYet.length === 0 && listings?.length === 0;
