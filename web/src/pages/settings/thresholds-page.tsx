/** Thresholds: variables of checks, for all cloud accounts of the workspace. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { SlidersHorizontal } from "lucide-react";

import { accountsQuery, thresholdsOf } from "~/api/accounts";
import { checksQuery } from "~/api/catalogue";
import { asProblem } from "~/api/problem";
import { useSetThreshold } from "~/api/thresholds";
import { workspaceQuery } from "~/api/workspaces";
import { sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { needs } from "~/lib/roles";
import { asSeverity } from "~/lib/severity";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Link } from "~/ui/link";
import { PageHeader } from "~/ui/page-header";
import { PartFailed } from "~/ui/part-failed";
import { QueryView } from "~/ui/query-view";
import { SearchedList } from "~/ui/searched-list";
import { SeverityBadge } from "~/ui/severity-badge";
import { toast } from "~/ui/toast";

import { ThresholdField } from "./threshold-field";
import {
    type CheckVariables,
    checkVariables,
    filterVariables,
    type LostValue,
    lostValues,
    THRESHOLD_FILTERS,
} from "./threshold-rows";

const route = getRouteApi("/house/w/$workspace/settings/thresholds");

export function ThresholdsPage() {
    const { workspace: id } = route.useParams();
    const { q = "", show = [] } = route.useSearch();
    const checks = useQuery(checksQuery());
    const workspace = useQuery(workspaceQuery(id));
    const accounts = useQuery(accountsQuery(id));
    const reason = needs(workspace.data?.role, "admin", "change thresholds");
    return (
        <>
            <PageHeader
                title="Thresholds"
                about="Where checks draw the line, for all accounts of the workspace. What is changed holds from the next run of each account on."
            />
            <QueryView query={checks} what="The checks">
                {(catalogue) => (
                    <QueryView query={workspace} what="The workspace">
                        {(view) => {
                            const all = checkVariables(
                                catalogue.items,
                                thresholdsOf(view),
                                accounts.data?.items ?? [],
                            );
                            const rows = filterVariables(all, q, show);
                            return (
                                <>
                                    {reason !== undefined && (
                                        <Alert tone="info" className="mb-4">
                                            {reason}
                                        </Alert>
                                    )}
                                    <Lost
                                        workspace={id}
                                        values={lostValues(catalogue.items, thresholdsOf(view))}
                                        reason={reason}
                                    />
                                    <PartFailed
                                        query={accounts}
                                        what="Which accounts have values of their own"
                                    />
                                    <SearchedList
                                        what="check"
                                        search="Search checks"
                                        q={q}
                                        show={show}
                                        filters={THRESHOLD_FILTERS}
                                        all={all}
                                        rows={rows}
                                        unknown={(value) =>
                                            value === "accounts" && accounts.data === undefined
                                        }
                                        icon={<SlidersHorizontal aria-hidden size={18} />}
                                    >
                                        <ul
                                            aria-label="Checks with variables"
                                            className="border-line bg-surface shadow-card divide-line divide-y rounded-lg border"
                                        >
                                            {rows.map((row) => (
                                                <CheckRow
                                                    key={row.check.id}
                                                    workspace={id}
                                                    row={row}
                                                    reason={reason}
                                                />
                                            ))}
                                        </ul>
                                    </SearchedList>
                                </>
                            );
                        }}
                    </QueryView>
                )}
            </QueryView>
        </>
    );
}

interface RowProps {
    workspace: string;
    row: CheckVariables;
    reason: string | undefined;
}

function CheckRow({ workspace, row: { check, variables }, reason }: RowProps) {
    const severity = asSeverity(check.severity);
    return (
        <li className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-8 gap-y-3 px-4 py-4 max-lg:grid-cols-1">
            <div className="min-w-0">
                <Link to={paths.check(workspace, check.id)} className="text-sm font-medium">
                    {check.title}
                </Link>
                <span className="text-ink-3 mt-1 flex flex-wrap items-center gap-2 text-xs">
                    {severity !== null && <SeverityBadge severity={severity} />}
                    <span className="font-mono break-all">{check.id}</span>
                </span>
            </div>
            <div className="grid min-w-0 grid-cols-2 gap-x-6 gap-y-3 max-xl:grid-cols-1">
                {variables.map((variable) => (
                    <ThresholdField
                        key={variable.name}
                        workspace={workspace}
                        check={check.id}
                        variable={variable}
                        reason={reason}
                    />
                ))}
            </div>
        </li>
    );
}

interface LostProps {
    workspace: string;
    values: readonly LostValue[];
    reason: string | undefined;
}

/** Values that do nothing, and that keep others from being saved. */
function Lost({ workspace, values, reason }: LostProps) {
    const set = useSetThreshold(workspace);
    if (values.length === 0) return null;
    return (
        <Alert
            tone="warn"
            className="mb-4"
            action={
                <Button
                    size="sm"
                    disabledReason={reason}
                    loading={set.isPending}
                    onClick={() =>
                        set.mutate(
                            values.map(({ check, variable }) => ({ check, variable, value: undefined })),
                            { onError: (error) => toast(sentence(asProblem(error).detail), { tone: "bad" }) },
                        )
                    }
                >
                    Take them away
                </Button>
            }
        >
            The catalogue has no more what these values are of. Nothing comes of them, and nothing else can be
            saved before they are gone:{" "}
            {values
                .map(({ check, variable, value }) => `${check} ${variable} = ${JSON.stringify(value)}`)
                .join("; ")}
        </Alert>
    );
}
