/** Around every page: the keys and the focus, and the news that nothing can be reached. */
import { Outlet, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

import { noteNavigation } from "~/ui/page-header";

import { keepFocus } from "./kept-focus";
import { OfflineBanner } from "./offline-banner";
import { listenForShortcuts } from "./shortcuts";

export function RootLayout() {
    const router = useRouter();
    useEffect(() => listenForShortcuts(), []);
    useEffect(() => keepFocus(), []);
    useEffect(
        () =>
            router.subscribe("onBeforeNavigate", ({ fromLocation, pathChanged }) => {
                if (fromLocation !== undefined && pathChanged) noteNavigation();
            }),
        [router],
    );
    return (
        <>
            <OfflineBanner />
            <Outlet />
        </>
    );
}
