/** Small pieces that the pages of the inventory share. */
import type { Account } from "~/api/types";
import { kindName } from "~/lib/kinds";

/** A kind by its name, with its id beside. */
export function KindWords({ kind }: { kind: string }) {
    const name = kindName(kind);
    return (
        <span className="block min-w-0">
            <span className="block truncate" title={name}>
                {name}
            </span>
            {name !== kind && (
                <span className="text-ink-3 block truncate font-mono text-2xs" title={kind}>
                    {kind}
                </span>
            )}
        </span>
    );
}

/** What people call the account; its id where it is not known (any more). */
export const accountName = (accounts: readonly Account[] | undefined, id: string): string =>
    accounts?.find((account) => account.id === id)?.name ?? id;

/** What a resource is called: its name, else AWS's id of it; of an id that is an ARN or an address, what tells it from others. */
export function resourceName({ name, id }: { name?: string | null; id: string }): string {
    if (name != null && name !== "") return name;
    const own =
        /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/.exec(id)?.[1] ?? /^https?:\/\/.*\/([^/]+)$/.exec(id)?.[1];
    return own ?? id;
}
