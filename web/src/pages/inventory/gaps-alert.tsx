/** Says what the list may lack, and where to see why. */
import { plural } from "~/lib/format";
import { kindName } from "~/lib/kinds";
import { paths } from "~/lib/paths";
import type { Account } from "~/api/types";
import { Alert } from "~/ui/alert";
import { Link } from "~/ui/link";

import type { Gaps } from "./gaps";
import { accountName } from "./inventory-words";

interface Props {
    workspace: string;
    accounts: readonly Account[] | undefined;
    gaps: Gaps;
    /** Why it is not known which listings did not work. */
    failed: boolean;
}

/** As many are named; of the others, how many. */
const NAMED_MAX = 3;

export function GapsAlert({ workspace, accounts, gaps: { notYet, listings }, failed }: Props) {
    const missing = listings ?? [];
    if (notYet.length === 0 && missing.length === 0 && !(listings === null && failed)) return null;
    const named = missing.slice(0, NAMED_MAX);
    const places = [...new Set(missing.map(({ account }) => account))];
    return (
        <Alert tone="unknown" className="mb-3">
            {notYet.length > 0 && (
                <p>
                    {plural(notYet.length, "cloud account has", "cloud accounts have")} no generation yet, so
                    nothing of {notYet.length === 1 ? "it" : "them"} is here:{" "}
                    {notYet.slice(0, NAMED_MAX).map((account, index) => (
                        <span key={account.id}>
                            {index > 0 && ", "}
                            <Link to={paths.account(workspace, account.id)}>{account.name}</Link>
                        </span>
                    ))}
                    {notYet.length > NAMED_MAX && ` and ${notYet.length - NAMED_MAX} more`}.
                </p>
            )}
            {missing.length > 0 && (
                <p>
                    {plural(missing.length, "listing")} did not work, so resources may be missing here:{" "}
                    {named
                        .map(
                            ({ kind, call, region }) =>
                                `${kind == null ? (call ?? "a call") : kindName(kind)} in ${region}`,
                        )
                        .join(", ")}
                    {missing.length > NAMED_MAX && ` and ${missing.length - NAMED_MAX} more`}. See why:{" "}
                    {places.slice(0, NAMED_MAX).map((account, index) => (
                        <span key={account}>
                            {index > 0 && ", "}
                            <Link to={paths.account(workspace, account, { tab: "permissions" })}>
                                {accountName(accounts, account)}
                            </Link>
                        </span>
                    ))}
                    .
                </p>
            )}
            {listings === null && failed && (
                <p>Whether something could not be listed is not known now: resources may be missing here.</p>
            )}
        </Alert>
    );
}
