/** What the resource refers to, and what refers to it, by kind. */
import { useQuery } from "@tanstack/react-query";
import { Waypoints } from "lucide-react";

import { type Related, relationsQuery } from "~/api/inventory";
import { number } from "~/lib/format";
import { kindName } from "~/lib/kinds";
import { paths, type ResourceRef } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Card } from "~/ui/card";
import { EmptyState } from "~/ui/empty-state";
import { BareLink } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";

import { resourceName } from "./inventory-words";

interface Props {
    workspace: string;
    place: ResourceRef;
    /** Whether some of the document was not seen: it may refer to more. */
    unseen: boolean;
}

export function RelationsTab({ workspace, place, unseen }: Props) {
    const query = useQuery(relationsQuery(workspace, place));
    return (
        <QueryView query={query} what="The relations">
            {({ refers_to, referred_by, truncated }) => {
                const limits = unseen ? (
                    <Alert tone="unknown" className="mb-4">
                        Some of this resource was not seen. It may have to do with more than stands here.
                    </Alert>
                ) : null;
                if (refers_to.length === 0 && referred_by.length === 0) {
                    return (
                        <>
                            {limits}
                            <EmptyState
                                icon={<Waypoints aria-hidden size={18} />}
                                title="No relation is known"
                            >
                                No id or ARN of another resource of this account stands in the document, and
                                this one&rsquo;s stands in no other document that was seen.
                            </EmptyState>
                        </>
                    );
                }
                return (
                    <>
                        {limits}
                        {truncated && (
                            <Alert tone="warn" className="mb-4">
                                There are more, or there may be: the search ended early.
                            </Alert>
                        )}
                        <Side
                            title="Refers to"
                            about="Resources whose id or ARN stands in this document."
                            none="It names no other resource that was seen."
                            items={refers_to}
                            workspace={workspace}
                        />
                        <Side
                            title="Referred to by"
                            about="Resources in whose documents this one stands."
                            none="No other resource that was seen names it."
                            items={referred_by}
                            workspace={workspace}
                        />
                    </>
                );
            }}
        </QueryView>
    );
}

function Side(props: {
    title: string;
    about: string;
    none: string;
    items: readonly Related[];
    workspace: string;
}) {
    const { title, about, none, items, workspace } = props;
    const groups = groupByKind(items);
    return (
        <Section title={`${title} (${number(items.length)})`} about={about}>
            {groups.length === 0 ? (
                <p className="text-ink-3 text-sm">{none}</p>
            ) : (
                <Card flush className="divide-line divide-y">
                    {groups.map(([kind, related]) => (
                        <div key={kind} className="grid gap-x-6 gap-y-1 p-4 sm:grid-cols-[13rem_1fr]">
                            <div className="min-w-0">
                                <h3 className="text-sm font-medium">
                                    {kindName(kind)}
                                    {related.length > 1 && (
                                        <span className="text-ink-3 font-normal"> × {related.length}</span>
                                    )}
                                </h3>
                                <p className="text-ink-3 font-mono text-2xs break-all">{kind}</p>
                            </div>
                            <ul className="min-w-0">
                                {related.map((other) => (
                                    <li key={`${other.region} ${other.id}`}>
                                        <BareLink
                                            to={paths.resource(workspace, other)}
                                            className="hover:bg-hover -mx-2 flex flex-wrap items-baseline gap-x-3 rounded-md px-2 py-1 text-sm phone:py-2"
                                        >
                                            <span className="text-accent-text min-w-0 break-all">
                                                {resourceName(other)}
                                            </span>
                                            {resourceName(other) !== other.id && (
                                                <span className="text-ink-3 min-w-0 font-mono text-xs break-all">
                                                    {other.id}
                                                </span>
                                            )}
                                            <span className="text-ink-3 text-xs">{other.region}</span>
                                            <span className="text-ink-3 ml-auto font-mono text-2xs break-all phone:ml-0">
                                                {other.by}
                                            </span>
                                        </BareLink>
                                    </li>
                                ))}
                            </ul>
                        </div>
                    ))}
                </Card>
            )}
        </Section>
    );
}

/** By kind, in the order of the kinds' names. */
export function groupByKind(items: readonly Related[]): (readonly [string, readonly Related[]])[] {
    const groups = new Map<string, Related[]>();
    for (const item of items) groups.set(item.kind, [...(groups.get(item.kind) ?? []), item]);
    return [...groups].sort(([a], [b]) => kindName(a).localeCompare(kindName(b), "en"));
}
