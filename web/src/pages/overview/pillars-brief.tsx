/** Well-Architected in short: each pillar between what is sure and what may be. */
import { useQuery } from "@tanstack/react-query";

import { wellArchitectedQuery } from "~/api/posture";
import { paths } from "~/lib/paths";
import { Card } from "~/ui/card";
import { BareLink, Link } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { RangeMeter } from "~/ui/range-meter";
import { Section } from "~/ui/section";
import { Skeleton } from "~/ui/skeleton";

export function PillarsBrief({ workspace }: { workspace: string }) {
    const query = useQuery(wellArchitectedQuery(workspace));
    return (
        <Section
            title="Well-Architected"
            actions={
                <Link to={paths.wellArchitected(workspace)} className="text-sm">
                    All
                </Link>
            }
        >
            <QueryView
                query={query}
                what="The pillars"
                loading={<Skeleton className="h-52 w-full rounded-lg" />}
            >
                {({ pillars }) => (
                    <Card flush>
                        <ul className="divide-line divide-y">
                            {pillars.map(({ pillar, title, score_least: least, score_most: most }) => (
                                <li key={pillar} className="px-4 py-2.5">
                                    <BareLink
                                        to={paths.wellArchitected(workspace, { pillar })}
                                        className="mb-1 block w-fit rounded-sm text-sm hover:underline"
                                    >
                                        {title}
                                    </BareLink>
                                    <RangeMeter label={title} least={least ?? null} most={most ?? null} />
                                </li>
                            ))}
                        </ul>
                        <p className="text-ink-3 border-line border-t px-4 py-2 text-xs">
                            Of 100. The hatched part is unknown.
                        </p>
                    </Card>
                )}
            </QueryView>
        </Section>
    );
}
