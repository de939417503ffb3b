/** A resource that is known: its head, what hides something of it, and its sides. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ExternalLink } from "lucide-react";

import { accountsQuery, isSample } from "~/api/accounts";
import { resourceFindingsQuery } from "~/api/inventory";
import type { Schema } from "~/api/types";
import { kindName } from "~/lib/kinds";
import { paths, type ResourceRef } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import { buttonClass } from "~/ui/button";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { Tabs } from "~/ui/tabs";
import { UnknownBadge } from "~/ui/unknown-badge";

import { consoleLink, partitionOf } from "./console-link";
import { readDocument, unseenParts } from "./document";
import { FieldsTab } from "./fields-tab";
import { FindingsTab, standsAs } from "./findings-tab";
import { resourceName } from "./inventory-words";
import { JsonTab } from "./json-tab";
import { PartsTab } from "./parts-tab";
import { RelationsTab } from "./relations-tab";
import { ResourceFacts } from "./resource-facts";
import { StatesTab } from "./states-tab";
import { standing } from "./states";
import { UnseenAlert } from "./unseen-alert";

const route = getRouteApi("/house/w/$workspace/inventory/resource");

interface Props {
    workspace: string;
    place: ResourceRef;
    view: Schema<"ResourceView">;
    query: { error: unknown; isFetching: boolean; refetch: () => unknown };
}

export function ResourceBody({ workspace, place, view, query }: Props) {
    const { tab = "fields" } = route.useSearch();
    const account = useQuery(accountsQuery(workspace)).data?.items.find(({ id }) => id === place.account);
    const findings = useInfiniteQuery(resourceFindingsQuery(workspace, place));
    const newest = view.states[0];
    const document = readDocument(newest?.document);
    const unseen = unseenParts(document.parts);
    const name = resourceName({ name: document.name, id: place.id });
    const stands = standing(view);
    const link =
        account !== undefined && isSample(account)
            ? null
            : consoleLink({
                  ...place,
                  arn: document.arn,
                  name: document.name,
                  partition: account?.partition ?? partitionOf(document.arn, place.region),
              });
    const open = findings.data?.pages
        .flatMap(({ items }) => items)
        .filter((finding) => standsAs(finding) === "open").length;
    const to = (side: string | undefined): string => paths.resource(workspace, place, { tab: side });
    const marked = (label: string, count: number | undefined) => (
        <span className="inline-flex items-center gap-1.5">
            {label}
            {count !== undefined && count > 0 && (
                <span className="bg-sunken text-ink-2 tabular rounded px-1 text-2xs">{count}</span>
            )}
        </span>
    );
    return (
        <>
            <PageHeader
                title={name}
                about={kindName(place.kind)}
                mark={
                    <>
                        {stands.is === "present" ? (
                            <Badge tone="accent">Present</Badge>
                        ) : (
                            <Badge tone="warn">Gone</Badge>
                        )}
                        {document.incomplete !== null && <UnknownBadge>Incomplete</UnknownBadge>}
                    </>
                }
                crumbs={[
                    { to: paths.inventory(workspace), label: "Inventory" },
                    {
                        to: paths.inventory(workspace, { kind: place.kind }),
                        label: kindName(place.kind),
                    },
                ]}
                actions={
                    link !== null && (
                        <a
                            href={link}
                            target="_blank"
                            rel="noreferrer noopener"
                            className={buttonClass("plain")}
                        >
                            <ExternalLink aria-hidden size={14} />
                            Open in the AWS console
                        </a>
                    )
                }
            />
            <UnseenAlert
                document={document}
                unseen={unseen}
                toParts={tab === "parts" ? undefined : to("parts")}
            />
            <ResourceFacts
                workspace={workspace}
                place={place}
                document={document}
                account={account}
                stands={stands}
                view={view}
            />
            <Tabs
                label="Sides of the resource"
                tabs={[
                    { to: to(undefined), label: "Fields", current: tab === "fields" },
                    {
                        to: to("parts"),
                        label:
                            unseen.length === 0 ? (
                                marked("Parts", document.parts.length)
                            ) : (
                                <span className="inline-flex items-center gap-1.5">
                                    Parts <UnknownBadge>{`${unseen.length} not seen`}</UnknownBadge>
                                </span>
                            ),
                        current: tab === "parts",
                    },
                    { to: to("json"), label: "JSON", current: tab === "json" },
                    { to: to("relations"), label: "Relations", current: tab === "relations" },
                    {
                        to: to("findings"),
                        label: marked("Findings", open),
                        current: tab === "findings",
                    },
                    {
                        to: to("changes"),
                        label: marked("Changes", view.states.length - 1),
                        current: tab === "changes",
                    },
                ]}
            />
            <QueryView query={{ ...query, data: view }} what="This resource">
                {() => {
                    if (tab === "parts") return <PartsTab document={document} />;
                    if (tab === "json")
                        return (
                            <JsonTab document={newest?.document} place={place} gone={stands.is === "gone"} />
                        );
                    if (tab === "relations")
                        return (
                            <RelationsTab workspace={workspace} place={place} unseen={unseen.length > 0} />
                        );
                    if (tab === "findings")
                        return (
                            <FindingsTab workspace={workspace} query={findings} unseen={unseen.length > 0} />
                        );
                    if (tab === "changes") return <StatesTab view={view} />;
                    return <FieldsTab workspace={workspace} place={place} document={document} />;
                }}
            </QueryView>
        </>
    );
}
