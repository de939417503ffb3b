/** The frame of the pages for whoever is signed in. */
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { Menu, Search } from "lucide-react";
import { useEffect, useState } from "react";

import { paths } from "~/lib/paths";
import { Drawer } from "~/ui/drawer";
import { IconButton } from "~/ui/icon-button";
import { BareLink } from "~/ui/link";
import { Mark } from "~/ui/mark";

import { useWorkspace, useWorkspaceId } from "./current";
import { GROUPS } from "./navigation";
import { openPalette, Palette } from "./palette";
import { SessionOver } from "./session-over";
import { ShortcutHelp } from "./shortcut-help";
import { useShortcuts } from "./shortcuts";
import { Sidebar } from "./sidebar";

export function Shell() {
    useNavigationShortcuts();
    return (
        <div className="flex min-h-dvh">
            <a
                href="#main"
                className="bg-accent text-accent-ink fixed top-2 left-2 z-50 -translate-y-20 rounded-md px-3 py-2 text-sm font-medium focus:translate-y-0"
            >
                Skip to the content
            </a>
            <div
                data-no-print
                className="border-line sticky top-0 flex h-dvh w-58 shrink-0 border-r max-md:hidden"
            >
                <Sidebar />
            </div>
            <div className="flex min-w-0 flex-1 flex-col">
                <TopBar />
                <main
                    id="main"
                    tabIndex={-1}
                    className="mx-auto w-full max-w-[88rem] flex-1 px-8 py-6 phone:px-4 phone:py-4"
                >
                    <Outlet />
                </main>
            </div>
            <Palette />
            <ShortcutHelp />
            <SessionOver />
        </div>
    );
}

/** On narrow windows: the navigation is a drawer. */
function TopBar() {
    const [open, setOpen] = useState(false);
    const workspace = useWorkspace();
    const here = useLocation({ select: (location) => location.pathname });
    useEffect(() => setOpen(false), [here]);
    return (
        <div
            data-no-print
            className="border-line bg-bg sticky top-0 z-20 flex h-13 items-center gap-2 border-b px-2 md:hidden"
        >
            <IconButton
                label="Open the navigation"
                icon={<Menu aria-hidden size={18} />}
                onClick={() => setOpen(true)}
            />
            <BareLink
                to={paths.fleet()}
                aria-label="Skytally: the fleet"
                className="grid size-9 place-items-center rounded-md"
            >
                <Mark />
            </BareLink>
            <span className="min-w-0 flex-1 truncate text-sm font-semibold">
                {workspace?.name ?? "Skytally"}
            </span>
            <IconButton
                label="Search and go to"
                icon={<Search aria-hidden size={17} />}
                onClick={openPalette}
            />
            <Drawer open={open} onOpenChange={setOpen} title="Navigation" side="left" hideTitle>
                <Sidebar />
            </Drawer>
        </div>
    );
}

function useNavigationShortcuts(): void {
    const navigate = useNavigate();
    const workspace = useWorkspaceId();
    const rooms = workspace === undefined ? [] : GROUPS.flatMap((group) => group.rooms);
    useShortcuts([
        { keys: "mod+k", label: "Search and go to", group: "Everywhere", run: openPalette },
        { keys: "g f", label: "Fleet", group: "Go to", run: () => void navigate({ href: paths.fleet() }) },
        ...rooms.map(({ key, label, to }) => ({
            keys: `g ${key}`,
            label,
            group: "Go to",
            run: () => void (workspace === undefined ? undefined : navigate({ href: to(workspace) })),
        })),
    ]);
}
