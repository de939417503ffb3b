/** Variables of checks that an account sets otherwise than its workspace. */
import { FlaskConical } from "lucide-react";

import { thresholdsOf } from "~/api/accounts";
import type { Account } from "~/api/types";
import { useWorkspace } from "~/app/current";
import { paths } from "~/lib/paths";
import { needs } from "~/lib/roles";
import { EmptyState } from "~/ui/empty-state";
import { Link } from "~/ui/link";

import { ThresholdsForm } from "./thresholds-form";
import { useChanges } from "./use-changes";

export function ThresholdsTab({ workspace, account }: { workspace: string; account: Account }) {
    const view = useWorkspace();
    const save = useChanges(workspace, account);
    if (account.access.by === "sample") {
        return (
            <EmptyState icon={<FlaskConical aria-hidden size={18} />} title="The sample takes no thresholds">
                Its resources are made up once, and never looked at again.
            </EmptyState>
        );
    }
    return (
        <>
            <p className="text-ink-2 mb-4 max-w-3xl text-sm">
                What this account sets otherwise. What is not set here is as{" "}
                <Link to={paths.thresholds(workspace)}>the workspace</Link> has it, and else as usual. A
                change holds from the next run.
            </p>
            <ThresholdsForm
                workspace={workspace}
                own={thresholdsOf(account)}
                below={thresholdsOf(view ?? {})}
                belowName="the workspace"
                save={(thresholds) => save({ settings: { thresholds } })}
                disabledReason={needs(view?.role, "admin", "change cloud accounts")}
            />
        </>
    );
}
