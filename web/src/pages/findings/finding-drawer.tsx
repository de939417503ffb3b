/** One finding beside the list. The address says which; back closes it. */
import { useQuery } from "@tanstack/react-query";
import { Maximize2 } from "lucide-react";
import { useState } from "react";

import { findingQuery } from "~/api/findings";
import { paths } from "~/lib/paths";
import { Drawer } from "~/ui/drawer";
import { ButtonLink } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { SeverityBadge } from "~/ui/severity-badge";

import { FindingActions } from "./finding-actions";
import { FindingBody } from "./finding-body";
import { type FindingSearch, viewOf } from "./finding-search";
import { FindingState, MutedBadge } from "./finding-state";
import { FindingSteps, type Steps } from "./finding-steps";
import { MuteDialog } from "./mute-dialog";
import type { Muting } from "./muting";

interface Props {
    workspace: string;
    /** The id; undefined: closed. */
    finding: string | undefined;
    search: FindingSearch;
    steps: Steps;
    muting: Muting;
    onClose: () => void;
    returnFocus: () => boolean;
}

export function FindingDrawer({ finding, onClose, returnFocus, ...rest }: Props) {
    return (
        <Drawer
            open={finding !== undefined}
            onOpenChange={(open) => {
                if (!open) onClose();
            }}
            title="Finding"
            hideTitle
            returnFocus={returnFocus}
        >
            {finding !== undefined && <Inside finding={finding} {...rest} />}
        </Drawer>
    );
}

function Inside({
    workspace,
    finding,
    search,
    steps,
    muting,
}: Omit<Props, "onClose" | "returnFocus"> & { finding: string }) {
    const query = useQuery(findingQuery(workspace, finding));
    const [asking, setAsking] = useState(false);
    return (
        <>
            <div className="border-line flex h-12 shrink-0 items-center justify-between gap-2 border-b pr-12 pl-3">
                <FindingSteps steps={steps} above />
                <ButtonLink
                    size="sm"
                    kind="quiet"
                    to={paths.finding(workspace, finding, viewOf(search))}
                    icon={<Maximize2 aria-hidden size={13} />}
                >
                    Open as a page
                </ButtonLink>
            </div>
            <div className="min-h-0 flex-1 overflow-y-auto px-5 py-5">
                <QueryView query={query} what="This finding">
                    {(detail) => (
                        // Another finding begins at the top, with its remedy in the first form.
                        <article key={finding}>
                            <div className="mb-2 flex flex-wrap items-center gap-2">
                                <SeverityBadge severity={detail.finding.severity} />
                                <FindingState finding={detail.finding} />
                                <MutedBadge finding={detail.finding} />
                            </div>
                            <h2 className="mb-3 text-base leading-6 font-semibold break-words">
                                {detail.finding.title}
                            </h2>
                            <div className="mb-5 flex flex-wrap gap-2">
                                <FindingActions
                                    workspace={workspace}
                                    finding={detail.finding}
                                    muting={muting}
                                    onMute={() => setAsking(true)}
                                    above
                                />
                            </div>
                            <FindingBody workspace={workspace} detail={detail} />
                            <MuteDialog
                                workspace={workspace}
                                findings={asking ? [detail.finding] : []}
                                onClose={() => setAsking(false)}
                                muting={muting}
                            />
                        </article>
                    )}
                </QueryView>
            </div>
        </>
    );
}
