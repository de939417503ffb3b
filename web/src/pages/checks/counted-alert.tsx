/** Which cloud accounts are in the numbers of a page, where it is not all of them. */
import type { Counted } from "~/api/posture";
import { sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Link } from "~/ui/link";

import { notYetText } from "./outcomes";

export function CountedAlert({ workspace, accounts }: { workspace: string; accounts: Counted }) {
    if (accounts.not_yet > 0) {
        return (
            <Alert
                tone="unknown"
                className="mb-4"
                action={<Link to={paths.accounts(workspace)}>See the accounts</Link>}
            >
                {sentence(notYetText(accounts))}:{" "}
                {accounts.evaluated === 0
                    ? "how things stand is unknown."
                    : `what stands in ${accounts.not_yet === 1 ? "it" : "them"} is unknown, and in no number here.`}
            </Alert>
        );
    }
    if (accounts.evaluated > 0) return null;
    return (
        <Alert
            tone="info"
            className="mb-4"
            action={<Link to={paths.linkAccount(workspace)}>Link an account</Link>}
        >
            No cloud account is linked yet: there is nothing that the checks could say anything of.
        </Alert>
    );
}
