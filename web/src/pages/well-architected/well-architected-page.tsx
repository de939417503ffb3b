/** Well-Architected: the six pillars between what is sure and what may be, and what weighs most in each. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";

import { checksQuery } from "~/api/catalogue";
import { wellArchitectedQuery } from "~/api/posture";
import { useSearchPatch } from "~/app/url-state";
import { paths } from "~/lib/paths";
import { AccountFilter } from "~/pages/checks/account-filter";
import { CountedAlert } from "~/pages/checks/counted-alert";
import { Card } from "~/ui/card";
import { BareLink, Link } from "~/ui/link";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";

import { PillarCard } from "./pillar-card";
import { byWeight, noScore, weighed } from "./points";
import { WeighedList } from "./weighed-list";

const route = getRouteApi("/house/w/$workspace/well-architected");

/** Checks that are shown while no pillar is chosen. */
const WORST_MAX = 12;

export function WellArchitectedPage() {
    const { workspace } = route.useParams();
    const { account, pillar: chosen, check: open } = route.useSearch();
    const patch = useSearchPatch();
    const query = useQuery(wellArchitectedQuery(workspace, account));
    const catalogue = useQuery(checksQuery()).data?.items;
    const inCatalogue = (pillar: string): number | undefined =>
        catalogue?.filter((check) => check.pillar === pillar).length;
    return (
        <>
            <PageHeader
                title="Well-Architected"
                about="Each pillar of 100, between what is sure and what may be. The hatched part is unknown."
                actions={<AccountFilter workspace={workspace} account={account} />}
            />
            <QueryView query={query} what="The pillars">
                {({ pillars, formula, accounts }) => {
                    const one = pillars.find(({ pillar }) => pillar === chosen);
                    const all = pillars.flatMap(weighed);
                    const costly = all.filter(({ lost, maybe }) => lost > 0 || maybe > 0).sort(byWeight);
                    const missing = one === undefined ? null : noScore(one, inCatalogue(one.pillar));
                    return (
                        <>
                            <CountedAlert workspace={workspace} accounts={accounts} />
                            <ul
                                aria-label="Pillars"
                                className="mb-8 grid grid-cols-3 gap-3 max-xl:grid-cols-2 max-sm:grid-cols-1"
                            >
                                {pillars.map((pillar) => (
                                    <li key={pillar.pillar}>
                                        <PillarCard
                                            pillar={pillar}
                                            inCatalogue={inCatalogue(pillar.pillar)}
                                            chosen={pillar.pillar === chosen}
                                            to={paths.wellArchitected(workspace, {
                                                account,
                                                pillar: pillar.pillar === chosen ? undefined : pillar.pillar,
                                            })}
                                        />
                                    </li>
                                ))}
                            </ul>
                            {one === undefined ? (
                                <Section
                                    title="What weighs most"
                                    about="The checks with the most lost points, each of the hundred of its pillar."
                                >
                                    {costly.length === 0 ? (
                                        <p className="text-ink-2">
                                            {all.some(({ weighs }) => weighs)
                                                ? "No check that weighs has lost a point, and nothing of them is unknown."
                                                : "No check has an outcome here yet: nothing can be said."}
                                        </p>
                                    ) : (
                                        <WeighedList
                                            workspace={workspace}
                                            account={account}
                                            checks={costly.slice(0, WORST_MAX)}
                                            open={open}
                                            onToggle={(check) => patch({ check })}
                                            withPillar
                                        />
                                    )}
                                    {costly.length > WORST_MAX && (
                                        <p className="text-ink-3 mt-2 text-xs">
                                            {costly.length - WORST_MAX} more lose points: choose a pillar to
                                            see all of its checks.
                                        </p>
                                    )}
                                </Section>
                            ) : (
                                <Section
                                    title={`${one.title}: its checks`}
                                    about="The most lost points first."
                                    actions={
                                        <>
                                            <Link
                                                to={paths.checks(workspace, { pillar: one.pillar })}
                                                className="text-sm"
                                            >
                                                All checks of the pillar
                                            </Link>
                                            <BareLink
                                                to={paths.wellArchitected(workspace, { account })}
                                                className="text-ink-2 rounded-sm text-sm hover:underline"
                                            >
                                                All pillars
                                            </BareLink>
                                        </>
                                    }
                                >
                                    {one.checks.length === 0 ? (
                                        <p className="text-ink-2">
                                            {missing ?? "None of its checks has an outcome here yet."}
                                        </p>
                                    ) : (
                                        <WeighedList
                                            workspace={workspace}
                                            account={account}
                                            checks={weighed(one)}
                                            open={open}
                                            onToggle={(check) => patch({ check })}
                                        />
                                    )}
                                </Section>
                            )}
                            <Section title="How a score is made">
                                <Card className="max-w-4xl">
                                    <p className="text-ink-2 text-sm">{formula}</p>
                                </Card>
                            </Section>
                        </>
                    );
                }}
            </QueryView>
        </>
    );
}
