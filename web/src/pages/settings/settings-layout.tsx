/** The settings of a workspace: the sides of it. */
import { getRouteApi, Outlet, useLocation } from "@tanstack/react-router";

import { paths } from "~/lib/paths";
import { Tabs } from "~/ui/tabs";

const route = getRouteApi("/house/w/$workspace/settings");

export function SettingsLayout() {
    const { workspace } = route.useParams();
    const here = useLocation({ select: (location) => location.pathname.replace(/\/$/, "") });
    const tabs = [
        { to: paths.settings(workspace), label: "General" },
        { to: paths.members(workspace), label: "Members" },
        { to: paths.thresholds(workspace), label: "Thresholds" },
        { to: paths.audit(workspace), label: "Audit log" },
    ];
    return (
        <>
            <Tabs label="Settings" tabs={tabs.map((tab) => ({ ...tab, current: tab.to === here }))} />
            <Outlet />
        </>
    );
}
