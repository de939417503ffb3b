/** Whether the chain of the audit log is whole. */
import { ShieldCheck } from "lucide-react";

import { useVerifyAudit } from "~/api/audit";
import { asProblem } from "~/api/problem";
import { plural, sentence } from "~/lib/format";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { CopyButton } from "~/ui/copy-button";

export function AuditChain({ workspace }: { workspace: string }) {
    const verify = useVerifyAudit(workspace);
    const { data, error } = verify;
    return (
        <Card className="mb-6">
            <div className="flex flex-wrap items-center justify-between gap-3">
                <p className="text-ink-2 max-w-2xl text-sm">
                    Verifying follows the chain from its first entry to its head, and tells where an entry was
                    changed, taken out or added.
                </p>
                <Button
                    icon={<ShieldCheck aria-hidden size={15} />}
                    loading={verify.isPending}
                    onClick={() => verify.mutate()}
                >
                    Verify the chain
                </Button>
            </div>
            {!verify.isPending && error !== null && (
                <Alert tone="unknown" className="mt-3">
                    Whether the chain is whole is unknown: {asProblem(error).detail}.
                </Alert>
            )}
            {!verify.isPending && data !== undefined && data.broken == null && (
                <Alert tone="good" className="mt-3">
                    The chain is whole: {plural(data.entries, "entry", "entries")}. Its head proves later that
                    nothing was cut off, if you keep it elsewhere:
                    <span className="mt-1 flex max-w-full items-center gap-1">
                        <code className="min-w-0 font-mono text-xs break-all">{data.head}</code>
                        <CopyButton text={data.head} label="Copy the head" />
                    </span>
                </Alert>
            )}
            {!verify.isPending && data?.broken != null && (
                <Alert tone="bad" className="mt-3">
                    The chain is broken: {sentence(data.broken)}. The{" "}
                    {plural(data.entries, "entry", "entries")} before are whole. Tell whoever runs Skytally,
                    and keep a backup as it is now.
                </Alert>
            )}
        </Card>
    );
}
