/** Oneself: the sides of it. */
import { Outlet, useLocation } from "@tanstack/react-router";

import { paths } from "~/lib/paths";
import { Tabs } from "~/ui/tabs";

export function MeLayout() {
    const here = useLocation({ select: (location) => location.pathname.replace(/\/$/, "") });
    const tabs = [
        { to: paths.me(), label: "Profile" },
        { to: paths.mySecurity(), label: "Security" },
        { to: paths.mySessions(), label: "Sessions" },
        { to: paths.myTokens(), label: "API tokens" },
    ];
    return (
        <div className="mx-auto max-w-4xl">
            <div data-no-print>
                <Tabs label="You" tabs={tabs.map((tab) => ({ ...tab, current: tab.to === here }))} />
            </div>
            <Outlet />
        </div>
    );
}
