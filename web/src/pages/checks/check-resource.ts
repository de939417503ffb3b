/** What a resource of a check is called, and whether it is one at all. Pure. */
import type { CheckResource } from "~/api/posture";
import type { Account } from "~/api/types";

/** Kinds whose documents are a region or an account: there the id of it is a resource like any other. */
const OF_PLACES = ["aws.region", "aws.account"];

/** Where a kind could not be listed, a region or an account stands for whatever is in it: there is no such resource. */
export function isPlace(
    { account, kind, region, resource }: Pick<CheckResource, "account" | "kind" | "region" | "resource">,
    accounts: readonly Account[] | undefined,
): boolean {
    if (OF_PLACES.includes(kind)) return false;
    return resource === region || accounts?.find(({ id }) => id === account)?.aws_account === resource;
}

export const nameOf = ({ name, resource }: Pick<CheckResource, "name" | "resource">): string =>
    name == null || name === "" ? resource : name;

export const accountOf = (account: string, accounts: readonly Account[] | undefined): string =>
    accounts?.find(({ id }) => id === account)?.name ?? account;

export const regionOf = (region: string): string => (region === "global" ? "Global" : region);
