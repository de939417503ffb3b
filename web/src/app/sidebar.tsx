/** The navigation: the fleet, the workspace and its rooms, oneself. */
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { ChevronsUpDown, LayoutGrid, Search } from "lucide-react";

import { fleetQuery } from "~/api/fleet";
import { cx } from "~/lib/cx";
import { paths } from "~/lib/paths";
import { Avatar } from "~/ui/avatar";
import { DropdownMenu, MenuLabel, MenuLine, MenuLink } from "~/ui/dropdown-menu";
import { KeyHint } from "~/ui/key-hint";
import { BareLink } from "~/ui/link";
import { Mark } from "~/ui/mark";

import { useWorkspace, useWorkspaceId } from "./current";
import { GROUPS } from "./navigation";
import { openPalette } from "./palette";
import { UserMenu } from "./user-menu";

export function Sidebar() {
    const workspace = useWorkspaceId();
    return (
        <div className="flex min-h-0 w-full min-w-0 flex-1 flex-col gap-1 p-2.5">
            <div className="flex h-9 items-center gap-2 px-2">
                <Mark />
                <span className="text-base font-semibold tracking-tight">Skytally</span>
            </div>
            <button
                type="button"
                onClick={openPalette}
                className="border-line bg-surface text-ink-3 hover:text-ink hover:bg-hover mb-1 flex h-8 items-center gap-2 rounded-md border px-2 text-left text-sm phone:h-10"
            >
                <Search aria-hidden size={14} />
                <span className="flex-1">Go to…</span>
                <span className="max-md:hidden">
                    <KeyHint keys="mod+k" />
                </span>
            </button>
            <nav aria-label="Skytally" className="flex min-h-0 flex-1 flex-col overflow-y-auto">
                <Room to={paths.fleet()} icon={<LayoutGrid aria-hidden size={16} />} exact>
                    Fleet
                </Room>
                {workspace !== undefined && <WorkspaceRooms workspace={workspace} />}
            </nav>
            <UserMenu />
        </div>
    );
}

function WorkspaceRooms({ workspace }: { workspace: string }) {
    return (
        <>
            <div className="bg-line mx-2 my-2 h-px shrink-0" />
            <WorkspaceSwitcher workspace={workspace} />
            {GROUPS.map(({ label, rooms }, index) => (
                <div key={label ?? index} className="mt-1.5">
                    {label !== undefined && <p className="text-ink-3 px-2 pt-2 pb-1 text-xs">{label}</p>}
                    {rooms.map(({ label: name, icon: Icon, to }) => (
                        <Room
                            key={name}
                            to={to(workspace)}
                            icon={<Icon aria-hidden size={16} />}
                            exact={isAbove(to(workspace), workspace)}
                        >
                            {name}
                        </Room>
                    ))}
                </div>
            ))}
        </>
    );
}

/** Rooms below which lie others are shown as the current one only for themselves. */
const isAbove = (path: string, workspace: string): boolean =>
    GROUPS.some(({ rooms }) => rooms.some(({ to }) => to(workspace).startsWith(`${path}/`)));

function Room({
    to,
    icon,
    children,
    exact = false,
}: {
    to: string;
    icon: React.ReactNode;
    children: string;
    exact?: boolean;
}) {
    const here = useLocation({ select: (location) => location.pathname.replace(/\/$/, "") || "/" });
    const current = exact ? here === to : here === to || here.startsWith(`${to}/`);
    return (
        <BareLink
            to={to}
            aria-current={current ? "page" : undefined}
            className={cx(
                "flex h-8 items-center gap-2.5 rounded-md px-2 text-sm font-medium -outline-offset-2 phone:h-10",
                current ? "bg-hover text-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
            )}
        >
            <span className={current ? "text-accent-text" : "text-ink-3"}>{icon}</span>
            {children}
        </BareLink>
    );
}

function WorkspaceSwitcher({ workspace }: { workspace: string }) {
    const view = useWorkspace();
    const fleet = useQuery(fleetQuery());
    const name =
        view?.name ??
        fleet.data?.items.find((item) => item.workspace.id === workspace)?.workspace.name ??
        "Workspace";
    return (
        <DropdownMenu
            align="start"
            className="w-60"
            trigger={
                <button
                    type="button"
                    aria-label={`Workspace ${name}: change`}
                    className="hover:bg-hover flex h-10 w-full items-center gap-2.5 rounded-md px-2 text-left -outline-offset-2"
                >
                    <Avatar name={name} square />
                    <span className="min-w-0 flex-1">
                        <span className="block truncate text-sm leading-4 font-semibold">{name}</span>
                        {view !== undefined && (
                            <span className="text-ink-3 block truncate text-xs leading-4">{view.role}</span>
                        )}
                    </span>
                    <ChevronsUpDown aria-hidden size={14} className="text-ink-3 shrink-0" />
                </button>
            }
        >
            <MenuLabel>Workspaces</MenuLabel>
            {fleet.data === undefined && (
                <MenuLabel>{fleet.isError ? "The others could not be read." : "Loading…"}</MenuLabel>
            )}
            {fleet.data?.items.map((item) => (
                <MenuLink
                    key={item.workspace.id}
                    to={paths.overview(item.workspace.id)}
                    icon={<Avatar name={item.workspace.name} square />}
                >
                    {item.workspace.name}
                </MenuLink>
            ))}
            <MenuLine />
            <MenuLink to={paths.fleet({ new: true })}>Make a workspace…</MenuLink>
        </DropdownMenu>
    );
}
