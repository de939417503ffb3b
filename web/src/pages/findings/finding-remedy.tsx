/** What to do about a finding: the remedy of its check, for its resource. */
import type { Check, Finding } from "~/api/types";
import { Remedy } from "~/ui/remedy";

export function FindingRemedy({ check, finding: { resource, region } }: { check: Check; finding: Finding }) {
    return (
        <Remedy
            of={check}
            here={
                <>
                    : here the resource is <span className="font-mono break-all">{resource}</span>
                    {region === "global" ? "" : `, the region ${region}`}
                </>
            }
            then="It is resolved when the next collection sees it."
        />
    );
}
