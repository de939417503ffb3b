/** Says on every page of a workspace that the sample estate is in it, and takes it out. */
import { useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useState } from "react";

import { accountsQuery, isSample, useUnlinkAccount } from "~/api/accounts";
import { useWorkspace } from "~/app/current";
import { paths } from "~/lib/paths";
import { needs } from "~/lib/roles";
import { Button } from "~/ui/button";
import { ConfirmDialog } from "~/ui/confirm-dialog";
import { Link } from "~/ui/link";
import { toast } from "~/ui/toast";

export function SampleBanner({ workspace }: { workspace: string }) {
    const accounts = useQuery(accountsQuery(workspace)).data?.items ?? [];
    const role = useWorkspace()?.role;
    const unlink = useUnlinkAccount(workspace);
    const [asking, setAsking] = useState(false);
    const sample = accounts.find(isSample);
    if (sample === undefined) return null;
    const alone = accounts.length === 1;
    return (
        <aside
            aria-label="Sample"
            className="border-line bg-accent-soft text-accent-text mb-5 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg px-3 py-2 text-sm"
        >
            <FlaskConical aria-hidden size={15} className="shrink-0" />
            <p className="min-w-0 flex-1 basis-64">
                <span className="font-medium">Sample.</span>{" "}
                {alone ? (
                    "All that you see here is made up, with no AWS behind it."
                ) : (
                    <>
                        What is of{" "}
                        <Link to={paths.account(workspace, sample.id)} className="underline">
                            {sample.name}
                        </Link>{" "}
                        is made up, with no AWS behind it.
                    </>
                )}
            </p>
            <Button
                size="sm"
                data-no-print
                disabledReason={needs(role, "admin", "remove the sample")}
                onClick={() => setAsking(true)}
            >
                Remove the sample
            </Button>
            <ConfirmDialog
                open={asking}
                onOpenChange={setAsking}
                title="Remove the sample?"
                action="Remove it"
                onConfirm={async () => {
                    await unlink.mutateAsync(sample.id);
                    toast("The sample is gone.");
                }}
            >
                All that is made up goes: its resources, findings and history. You can fill the workspace with
                it again.
            </ConfirmDialog>
        </aside>
    );
}
