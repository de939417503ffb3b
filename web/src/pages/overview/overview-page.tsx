/** One client at a glance: what needs doing first, what changed, and what could not be seen. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";

import { accountsQuery } from "~/api/accounts";
import type { Account } from "~/api/types";
import { useWorkspace } from "~/app/current";
import { plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { ButtonLink } from "~/ui/link";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";

import { AccountsBrief } from "./accounts-brief";
import { ChangedSection } from "./changed-section";
import { NeedsFirst } from "./needs-first";
import { Newcomer } from "./newcomer";
import { PillarsBrief } from "./pillars-brief";
import { SavingsBrief } from "./savings-brief";
import { TrendSection } from "./trend-section";
import { UnseenSection } from "./unseen-section";

const route = getRouteApi("/house/w/$workspace/");

export function OverviewPage() {
    const { workspace: id } = route.useParams();
    const { days } = route.useSearch();
    const workspace = useWorkspace();
    const accounts = useQuery(accountsQuery(id));
    const items = accounts.data?.items;
    return (
        <>
            <PageHeader
                title={workspace?.name ?? "Overview"}
                {...(items === undefined || items.length === 0
                    ? {}
                    : {
                          about: aboutOf(items),
                          actions: <ButtonLink to={paths.findings(id)}>All findings</ButtonLink>,
                      })}
            />
            <QueryView query={accounts} what="The accounts">
                {({ items: shown }) =>
                    shown.length === 0 ? (
                        <Newcomer workspace={id} role={workspace?.role} />
                    ) : (
                        <div className="grid grid-cols-[minmax(0,1fr)_20rem] gap-x-8 max-xl:grid-cols-1">
                            <div className="min-w-0">
                                <NeedsFirst workspace={id} accounts={shown} />
                                <ChangedSection workspace={id} />
                                <UnseenSection workspace={id} accounts={shown} />
                                <TrendSection workspace={id} days={days} />
                            </div>
                            <div className="min-w-0">
                                <AccountsBrief workspace={id} accounts={shown} />
                                <SavingsBrief workspace={id} />
                                <PillarsBrief workspace={id} />
                            </div>
                        </div>
                    )
                }
            </QueryView>
        </>
    );
}

function aboutOf(accounts: readonly Account[]): string {
    const running = accounts.filter((account) => account.running).length;
    const collected =
        running === 0 ? "" : ` ${running === 1 ? "One is" : `${running} are`} being collected now.`;
    return `${plural(accounts.length, "cloud account")}.${collected}`;
}
