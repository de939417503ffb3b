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
import { noScore, weighed } from "./points";
import { WeighedList } from "./weighed-list";
import { WeighsMost } from "./weighs-most";

const route = getRouteApi("/house/w/$workspace/well-architected");

export function WellArchitectedPage() {
    const { workspace } = route.useParams();
    const { account, pillar: chosen, check: open } = route.useSearch();
    const patch = useSearchPatch();
    const query = useQuery(wellArchitectedQuery(workspace, account));
    const catalogue = useQuery(checksQuery()).data?.items;
    const inCatalogue = (pillar: string): number | undefined =>
        catalogue?.filter((check) => check.pillar === pillar).length;
    const list = { workspace, account, open, onToggle: (check: string | undefined) => patch({ check }) };
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
                                            chosen={pillar === one}
                                            to={paths.wellArchitected(workspace, {
                                                account,
                                                pillar: pillar === one ? undefined : pillar.pillar,
                                            })}
                                        />
                                    </li>
                                ))}
                            </ul>
                            {one === undefined ? (
                                <WeighsMost pillars={pillars} list={list} />
                            ) : (
                                <Section
                                    title={`${one.title}: its checks`}
                                    about="The most lost points first."
                                    actions={
                                        <>
                                            <BareLink
                                                activeWhen="same"
                                                to={paths.wellArchitected(workspace, { account })}
                                                className="text-ink-2 rounded-sm text-sm hover:underline"
                                            >
                                                All pillars
                                            </BareLink>
                                            <Link
                                                to={paths.checks(workspace, { pillar: one.pillar })}
                                                className="text-sm"
                                            >
                                                The catalogue of the pillar
                                            </Link>
                                        </>
                                    }
                                >
                                    {one.checks.length === 0 ? (
                                        <p className="text-ink-2">{noScore(one, inCatalogue(one.pillar))}</p>
                                    ) : (
                                        <WeighedList {...list} checks={weighed(one)} />
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
