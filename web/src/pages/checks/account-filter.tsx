/** All cloud accounts of the workspace, or one of them. Stands in the URL as `account`. */
import { useQuery } from "@tanstack/react-query";

import { accountsQuery } from "~/api/accounts";
import { useSearchPatch } from "~/app/url-state";
import { Select } from "~/ui/select";

const ALL = "";

export function AccountFilter({ workspace, account }: { workspace: string; account: string | undefined }) {
    const patch = useSearchPatch();
    const { data } = useQuery(accountsQuery(workspace));
    const items = data?.items ?? [];
    // With one account there is nothing to choose, unless the address names another.
    if (account === undefined && items.length < 2) return null;
    const known = account === undefined || items.some(({ id }) => id === account);
    return (
        <Select
            label="Cloud account"
            name="account"
            hideLabel
            className="w-52 phone:w-full"
            value={account ?? ALL}
            onChange={(value) => patch({ account: value === ALL ? undefined : value }, { push: true })}
            choices={[
                { value: ALL, label: "All cloud accounts" },
                ...(known ? [] : [{ value: account, label: "An account that is not linked" }]),
                ...items.map(({ id, name, aws_account: number }) => ({
                    value: id,
                    label: `${name} (${number})`,
                })),
            ]}
        />
    );
}
