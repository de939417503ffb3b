/** One check: what it says here, why it matters, what to do, how it is told, and what it is tried on. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { FileCode, ShieldAlert } from "lucide-react";

import { checkQuery } from "~/api/beside-findings";
import type { CheckDetails } from "~/api/posture";
import { sentence } from "~/lib/format";
import { kindName } from "~/lib/kinds";
import { paths } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import { ButtonLink } from "~/ui/link";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { SeverityBadge } from "~/ui/severity-badge";
import { Tabs } from "~/ui/tabs";

import { CheckControls } from "./check-controls";
import { CheckExamples } from "./check-examples";
import { CheckHere } from "./check-here";
import { CheckRemedy } from "./check-remedy";
import { serviceOfCheckName } from "./check-rows";
import { CheckRule } from "./check-rule";
import { pillarName } from "./outcomes";

const route = getRouteApi("/house/w/$workspace/checks/$check");

const TABS = [
    { tab: undefined, label: () => "Here" },
    { tab: "remedy", label: () => "What to do" },
    { tab: "rule", label: () => "Rule" },
    { tab: "controls", label: ({ controls }: CheckDetails) => `Controls (${controls.length})` },
    { tab: "examples", label: ({ examples }: CheckDetails) => `Examples (${examples.length})` },
] as const;

export function CheckPage() {
    const { workspace, check: id } = route.useParams();
    const { tab, account, outcome } = route.useSearch();
    const query = useQuery(checkQuery(id));
    const crumbs = [{ to: paths.checks(workspace), label: "Checks" }];
    return (
        <QueryView query={query} what="This check" loading={<Waiting id={id} crumbs={crumbs} />}>
            {(check) => (
                <>
                    <PageHeader
                        title={check.title}
                        mark={<SeverityBadge severity={check.severity} />}
                        crumbs={crumbs}
                        about={sentence(check.risk)}
                        actions={
                            <ButtonLink
                                to={paths.findings(workspace, { check: id, account })}
                                icon={<ShieldAlert aria-hidden size={15} />}
                            >
                                Its findings
                            </ButtonLink>
                        }
                    />
                    <Marks check={check} />
                    <Tabs
                        label="Sides of the check"
                        tabs={TABS.map((one) => ({
                            to: paths.check(workspace, id, { tab: one.tab, outcome, account }),
                            label: one.label(check),
                            current: one.tab === tab,
                        }))}
                    />
                    {tab === undefined && <CheckHere workspace={workspace} check={check} />}
                    {tab === "remedy" && <CheckRemedy check={check} />}
                    {tab === "rule" && <CheckRule workspace={workspace} check={check} />}
                    {tab === "controls" && <CheckControls workspace={workspace} check={check} />}
                    {tab === "examples" && <CheckExamples check={check} />}
                </>
            )}
        </QueryView>
    );
}

const Waiting = ({ id, crumbs }: { id: string; crumbs: { to: string; label: string }[] }) => (
    <>
        <PageHeader title={id} crumbs={crumbs} />
        <QueryView
            query={{ data: undefined, error: null, isFetching: true, refetch: () => undefined }}
            what="The check"
        >
            {() => null}
        </QueryView>
    </>
);

/** What it is, in a line. */
function Marks({ check }: { check: CheckDetails }) {
    const service = check.service ?? check.id.split(".")[0] ?? check.id;
    return (
        <ul
            aria-label="What the check is"
            className="text-ink-2 -mt-2 mb-5 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-xs"
        >
            <li className="font-mono break-all">{check.id}</li>
            <li>{pillarName(check.pillar)}</li>
            <li>{check.kind == null ? serviceOfCheckName(service) : kindName(check.kind)}</li>
            <li>
                <Badge icon={<FileCode aria-hidden size={12} />}>
                    {check.source === "own" ? "Own catalogue" : "Built-in"}
                </Badge>
            </li>
            {check.file != null && <li className="font-mono break-all">{check.file}</li>}
        </ul>
    );
}
