/** One finding: what is wrong here, since when, why it matters and what to do. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { findingQuery, findingsQuery } from "~/api/findings";
import { useRows } from "~/api/pages";
import { paths } from "~/lib/paths";
import { Card } from "~/ui/card";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { SeverityBadge } from "~/ui/severity-badge";

import { FindingActions } from "./finding-actions";
import { FindingBody } from "./finding-body";
import { apiFilter, viewOf } from "./finding-search";
import { FindingState, MutedBadge } from "./finding-state";
import { FindingSteps, stepsOf } from "./finding-steps";
import { MuteDialog } from "./mute-dialog";
import { useMuting } from "./muting";
import { usePlace } from "./use-place";

const route = getRouteApi("/house/w/$workspace/findings/$finding");

export function FindingPage() {
    const { workspace, finding: id } = route.useParams();
    const search = viewOf(route.useSearch());
    const navigate = useNavigate();
    const query = useQuery(findingQuery(workspace, id));
    const list = useRows(useInfiniteQuery(findingsQuery(workspace, apiFilter(search))));
    const muting = useMuting(workspace);
    const [asking, setAsking] = useState(false);
    const rows = list.rows ?? [];
    const place = usePlace(rows, id);
    const steps = stepsOf(rows, id, place, list.more !== undefined, (row) => {
        void navigate({ href: paths.finding(workspace, row.id, search), replace: true });
    });
    const crumbs = [{ to: paths.findings(workspace, search), label: "Findings" }];
    const detail = query.data;
    return (
        <>
            <PageHeader
                key={id}
                title={detail?.finding.title ?? "Finding"}
                crumbs={crumbs}
                mark={
                    detail !== undefined && (
                        <>
                            <SeverityBadge severity={detail.finding.severity} />
                            <FindingState finding={detail.finding} />
                            <MutedBadge finding={detail.finding} />
                        </>
                    )
                }
                actions={
                    <>
                        {detail !== undefined && (
                            <FindingActions
                                workspace={workspace}
                                finding={detail.finding}
                                muting={muting}
                                onMute={() => setAsking(true)}
                                above={false}
                            />
                        )}
                        {(steps.at >= 0 || place >= 0) && <FindingSteps steps={steps} above={false} />}
                    </>
                }
            />
            <QueryView query={query} what="This finding">
                {(shown) => (
                    <>
                        <Card key={id} className="max-w-4xl p-6 phone:p-4">
                            <FindingBody workspace={workspace} detail={shown} />
                        </Card>
                        <MuteDialog
                            workspace={workspace}
                            findings={asking ? [shown.finding] : []}
                            onClose={() => setAsking(false)}
                            muting={muting}
                        />
                    </>
                )}
            </QueryView>
        </>
    );
}
