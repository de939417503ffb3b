/** The inventory: everything that runs, and what each generation changed. */
import { getRouteApi } from "@tanstack/react-router";

import { paths } from "~/lib/paths";
import { PageHeader } from "~/ui/page-header";
import { Tabs } from "~/ui/tabs";

import { ChangesTab } from "./changes-tab";
import { ResourcesTab } from "./resources-tab";

const route = getRouteApi("/house/w/$workspace/inventory");

export function InventoryPage() {
    const { workspace } = route.useParams();
    const { tab = "resources", account } = route.useSearch();
    const to = (other: string | undefined): string => paths.inventory(workspace, { tab: other, account });
    return (
        <>
            <PageHeader
                title="Inventory"
                about="Everything that the newest generations of the cloud accounts have seen."
            />
            <Tabs
                label="Sides of the inventory"
                tabs={[
                    { to: to(undefined), label: "Resources", current: tab === "resources" },
                    { to: to("changes"), label: "Changes", current: tab === "changes" },
                ]}
            />
            {tab === "changes" ? <ChangesTab /> : <ResourcesTab />}
        </>
    );
}
