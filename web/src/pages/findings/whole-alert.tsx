/** What is missing in the list because accounts were not, or not wholly, seen. */
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { accountsQuery } from "~/api/accounts";
import { keys } from "~/api/keys";
import { asProblem } from "~/api/problem";
import type { Account } from "~/api/types";
import { paths } from "~/lib/paths";
import { plural, sentence } from "~/lib/format";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Link } from "~/ui/link";

/** One sentence for each way in which the findings of accounts are not all, or not of now. */
export function whatIsMissing(accounts: readonly Account[]): string[] {
    const never = accounts.filter(({ generation }) => generation === 0).length;
    const seen = accounts.filter(({ generation }) => generation > 0);
    const failing = seen.filter(({ failures }) => failures > 0).length;
    const paused = seen.filter(({ paused, failures }) => paused != null && failures === 0).length;
    const partial = seen.filter(
        ({ newest_run, failures }) => newest_run?.state === "partial" && failures === 0,
    ).length;
    return [
        never > 0 && `${plural(never, "account")} not collected yet: what is wrong there is not known`,
        failing > 0 &&
            `${plural(failing, "account")} could not be collected lately: findings there may be old`,
        paused > 0 && `${plural(paused, "account")} paused: findings there are from before`,
        partial > 0 && `${plural(partial, "account")} not seen as a whole: findings there may be missing`,
    ].filter((one) => one !== false);
}

export function WholeAlert({
    workspace,
    chosen,
}: {
    workspace: string;
    chosen: readonly string[] | undefined;
}) {
    const client = useQueryClient();
    const query = useQuery(accountsQuery(workspace));
    // What else of the page could not be read, such as its counts, is asked for along with it.
    const again = (): void => {
        void client.refetchQueries({
            queryKey: keys.workspace(workspace),
            type: "active",
            predicate: ({ state }) => state.status === "error",
        });
    };
    if (query.data === undefined)
        return query.error === null ? null : (
            <Alert
                tone="unknown"
                className="mb-3"
                action={
                    <Button size="sm" loading={query.isFetching} onClick={again}>
                        Try again
                    </Button>
                }
            >
                Whether all accounts were seen is not known: they could not be read.{" "}
                {sentence(asProblem(query.error).detail)}.
            </Alert>
        );
    const missing = whatIsMissing(
        query.data.items.filter(({ id }) => chosen === undefined || chosen.includes(id)),
    );
    if (missing.length === 0) return null;
    return (
        <Alert
            tone="unknown"
            className="mb-3"
            action={<Link to={paths.accounts(workspace)}>Look at the accounts</Link>}
        >
            {missing.map(sentence).join(". ")}.
        </Alert>
    );
}
