/** One click, and the workspace is full of a made-up estate. */
import { FlaskConical } from "lucide-react";

import { useFillWithSample } from "~/api/accounts";
import { asProblem } from "~/api/problem";
import { sentence } from "~/lib/format";
import { Button, type ButtonKind } from "~/ui/button";
import { toast } from "~/ui/toast";

interface Props {
    workspace: string;
    reason: string | undefined;
    kind?: ButtonKind;
    onFilled?: () => void;
}

export function FillWithSample({ workspace, reason, kind = "plain", onFilled }: Props) {
    const fill = useFillWithSample(workspace);
    const run = async (): Promise<void> => {
        try {
            await fill.mutateAsync();
            toast("The sample estate is here.");
            onFilled?.();
        } catch (error) {
            toast(`The sample could not be made. ${sentence(asProblem(error).detail)}.`, { tone: "bad" });
        }
    };
    return (
        <Button
            kind={kind}
            icon={<FlaskConical aria-hidden size={14} />}
            loading={fill.isPending}
            disabledReason={reason}
            onClick={run}
        >
            Fill with the sample estate
        </Button>
    );
}
