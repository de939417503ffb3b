/** Which accounts have a value of their own: it goes before the workspace's. */
import { plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { formOf, writeValue } from "~/lib/variables";
import { Link } from "~/ui/link";
import { Popover } from "~/ui/popover";

import type { Variable } from "./threshold-rows";

export function ThresholdAccounts({ workspace, variable }: { workspace: string; variable: Variable }) {
    const { accounts, usual } = variable;
    if (accounts.length === 0) return null;
    const form = formOf(usual);
    return (
        <Popover
            label="Accounts with a value of their own"
            trigger={
                <button
                    type="button"
                    className="text-accent-text rounded-sm underline decoration-dotted underline-offset-2"
                >
                    {accounts.length === 1
                        ? "1 account has its own"
                        : `${plural(accounts.length, "account")} have their own`}
                </button>
            }
        >
            <ul className="flex max-h-72 flex-col gap-1.5 overflow-y-auto">
                {accounts.map(({ id, name, value }) => (
                    <li key={id} className="flex justify-between gap-3">
                        <Link
                            to={paths.account(workspace, id, { tab: "settings" })}
                            className="min-w-0 truncate"
                        >
                            {name}
                        </Link>
                        <code className="min-w-0 truncate font-mono text-xs leading-5">
                            {writeValue(value, form === "texts" ? "json" : form)}
                        </code>
                    </li>
                ))}
            </ul>
        </Popover>
    );
}
