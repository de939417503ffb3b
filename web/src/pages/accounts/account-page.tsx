/** One cloud account: what it is, its runs, its permissions, what is looked at, and its settings. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Pause, Play, RefreshCw } from "lucide-react";

import { accountQuery } from "~/api/accounts";
import { overviewQuery } from "~/api/overview";
import type { Account } from "~/api/types";
import { useWorkspace } from "~/app/current";
import { useShortcuts } from "~/app/shortcuts";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { Tabs } from "~/ui/tabs";

import { AccountState } from "./account-state";
import { AccountFacts } from "./account-facts";
import { AccountSettings } from "./account-settings";
import { PermissionsTab } from "./permissions-tab";
import { RegionsTab } from "./regions-tab";
import { RunsTab } from "./runs-tab";
import { ThresholdsTab } from "./thresholds-tab";
import { useAccountActions } from "./use-account-actions";

const route = getRouteApi("/house/w/$workspace/accounts/$account");

export function AccountPage() {
    const { workspace, account: id } = route.useParams();
    const query = useQuery(accountQuery(workspace, id));
    const account = query.data;
    // What this says is left open where it fails: the page is there all the same.
    const overview = useQuery({ ...overviewQuery(workspace), retry: false }).data;
    const complete = overview?.accounts.find((change) => change.account === id)?.complete;
    return (
        <>
            <PageHeader
                title={account?.name ?? "Cloud account"}
                crumbs={[{ to: paths.accounts(workspace), label: "Accounts" }]}
                {...(account === undefined
                    ? {}
                    : {
                          mark: <AccountState account={account} complete={complete} />,
                          about: `AWS account ${account.aws_account}`,
                          actions: <Actions workspace={workspace} account={account} />,
                      })}
            />
            <QueryView query={query} what="This account">
                {(shown) => <AccountTabs workspace={workspace} account={shown} />}
            </QueryView>
        </>
    );
}

/** The main button of the page, where its part has none of its own. */
const PLAIN_TABS: readonly (string | undefined)[] = [undefined, "runs"];

function Actions({ workspace, account }: { workspace: string; account: Account }) {
    const role = useWorkspace()?.role;
    const actions = useAccountActions(workspace, role);
    const { tab } = route.useSearch();
    const paused = account.paused != null;
    const collectReason = actions.collectReason(account);
    useShortcuts([
        {
            keys: "c",
            label: "Collect now",
            group: "Account",
            run: () => void actions.collect(account),
            onlyWhen: () => collectReason === undefined,
        },
    ]);
    return (
        <>
            <Button
                icon={paused ? <Play aria-hidden size={14} /> : <Pause aria-hidden size={14} />}
                disabledReason={actions.pauseReason(account)}
                onClick={() => void actions.setPaused(account, !paused)}
            >
                {paused ? "Resume" : "Pause"}
            </Button>
            <Button
                kind={PLAIN_TABS.includes(tab) ? "primary" : "plain"}
                icon={<RefreshCw aria-hidden size={14} />}
                loading={actions.collecting(account)}
                disabledReason={collectReason}
                onClick={() => void actions.collect(account)}
            >
                Collect now
            </Button>
        </>
    );
}

function AccountTabs({ workspace, account }: { workspace: string; account: Account }) {
    const { tab } = route.useSearch();
    const to = (name?: string): string => paths.account(workspace, account.id, { tab: name });
    const tabs = [
        { to: to(), label: "Account", current: tab === undefined },
        { to: to("runs"), label: "Runs", current: tab === "runs" },
        { to: to("permissions"), label: "Permissions", current: tab === "permissions" },
        { to: to("regions"), label: "Regions and services", current: tab === "regions" },
        { to: to("thresholds"), label: "Thresholds", current: tab === "thresholds" },
        { to: to("settings"), label: "Settings", current: tab === "settings" },
    ];
    return (
        <>
            <Tabs label="Parts of the account" tabs={tabs} />
            {tab === undefined && <AccountFacts workspace={workspace} account={account} />}
            {tab === "runs" && <RunsTab workspace={workspace} account={account} />}
            {tab === "permissions" && <PermissionsTab workspace={workspace} account={account} />}
            {tab === "regions" && <RegionsTab workspace={workspace} account={account} />}
            {tab === "thresholds" && <ThresholdsTab workspace={workspace} account={account} />}
            {tab === "settings" && <AccountSettings workspace={workspace} account={account} />}
        </>
    );
}
