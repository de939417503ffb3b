/** Saving changes of an account so that nobody's are lost: bound to the version that was read when one began to type. */
import { useState } from "react";

import { type AccountSettings, useChangeAccount } from "~/api/accounts";
import { asProblem, Problem } from "~/api/problem";
import type { Account } from "~/api/types";

export function useChanges(workspace: string, account: Account) {
    const change = useChangeAccount(workspace);
    const [begun, setBegun] = useState<number | null>(account.version);
    return async (what: { name?: string; settings?: Partial<AccountSettings> }): Promise<Account> => {
        try {
            const made = await change.mutateAsync({
                account: account.id,
                version: begun ?? account.version,
                ...what,
            });
            setBegun(made.version);
            return made;
        } catch (error) {
            const problem = asProblem(error);
            if (!problem.is("changed")) throw problem;
            // The account is read anew. Whoever saves again has been told.
            setBegun(null);
            throw new Problem({
                status: problem.status,
                code: problem.code,
                detail: "somebody else has changed the account meanwhile. What you typed is kept: look at what is set now, and save again to set yours",
                requestId: problem.requestId,
            });
        }
    };
}
