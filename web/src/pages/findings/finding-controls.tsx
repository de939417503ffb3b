/** The controls of frameworks that a finding touches. */
import { useQuery } from "@tanstack/react-query";

import { frameworksQuery } from "~/api/beside-findings";
import { paths } from "~/lib/paths";
import { Link } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { Skeleton } from "~/ui/skeleton";

/** From the frameworks themselves: a check that no control names touches none. */
export function FindingControls({ workspace, check }: { workspace: string; check: string }) {
    const frameworks = useQuery(frameworksQuery());
    return (
        <Section title="Controls that it touches">
            <QueryView
                query={frameworks}
                what="The frameworks"
                loading={<Skeleton className="h-12 w-full rounded-lg" />}
            >
                {({ items }) => {
                    const touched = items
                        .map((framework) => ({
                            ...framework,
                            controls: framework.controls.filter(({ checks }) => checks.includes(check)),
                        }))
                        .filter(({ controls }) => controls.length > 0);
                    if (touched.length === 0)
                        return (
                            <p className="text-ink-2 text-sm">No control of a framework names this check.</p>
                        );
                    return (
                        <ul className="flex flex-col gap-3 text-sm">
                            {touched.map((framework) => (
                                <li key={framework.id}>
                                    <p className="text-ink-3 text-xs">{framework.title}</p>
                                    <ul>
                                        {framework.controls.map(({ id, title }) => (
                                            <li key={id}>
                                                <Link
                                                    to={paths.framework(workspace, framework.id, {
                                                        control: id,
                                                    })}
                                                >
                                                    {id}
                                                </Link>{" "}
                                                {title}
                                            </li>
                                        ))}
                                    </ul>
                                </li>
                            ))}
                        </ul>
                    );
                }}
            </QueryView>
        </Section>
    );
}
