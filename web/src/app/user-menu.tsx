/** Oneself: profile, security, theme, help, signing out. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import {
    BookOpen,
    KeyRound,
    Keyboard,
    LogOut,
    MonitorSmartphone,
    ShieldCheck,
    UserRound,
} from "lucide-react";

import { meQuery, useSignOut } from "~/api/me";
import { asProblem } from "~/api/problem";
import { outside, paths } from "~/lib/paths";
import { setTheme, type Theme, useTheme } from "~/lib/theme";
import { Avatar } from "~/ui/avatar";
import { DropdownMenu, MenuChoices, MenuItem, MenuLine, MenuLink } from "~/ui/dropdown-menu";
import { KeyHint } from "~/ui/key-hint";
import { toast } from "~/ui/toast";

import { showShortcuts } from "./shortcut-help";

const THEMES: readonly { value: Theme; label: string }[] = [
    { value: "light", label: "Light" },
    { value: "dark", label: "Dark" },
    { value: "system", label: "As the system" },
];
const icon = { "aria-hidden": true, size: 15, className: "text-ink-3" } as const;

export function UserMenu() {
    const me = useQuery(meQuery()).data;
    const theme = useTheme();
    const signOut = useSignOut();
    const client = useQueryClient();
    const leave = async (): Promise<void> => {
        try {
            await signOut.mutateAsync();
        } catch (error) {
            const problem = asProblem(error);
            if (!problem.is("unauthenticated")) {
                toast(`You may still be signed in: ${problem.detail}`, { tone: "bad" });
                return;
            }
        }
        client.clear();
        // A whole new page: nothing that was somebody's stays in this one.
        location.assign(paths.signIn());
    };
    const name = me?.name ?? "You";
    return (
        <DropdownMenu
            align="start"
            side="top"
            className="w-60"
            trigger={
                <button
                    type="button"
                    aria-label={`${name}: menu`}
                    className="hover:bg-hover flex h-11 items-center gap-2.5 rounded-md px-2 text-left"
                >
                    <Avatar name={name} />
                    <span className="min-w-0">
                        <span className="block truncate text-sm leading-4 font-medium">{name}</span>
                        <span className="text-ink-3 block truncate text-xs leading-4">{me?.email}</span>
                    </span>
                </button>
            }
        >
            <MenuLink to={paths.me()} icon={<UserRound {...icon} />}>
                Profile
            </MenuLink>
            <MenuLink to={paths.mySecurity()} icon={<ShieldCheck {...icon} />}>
                Security
            </MenuLink>
            <MenuLink to={paths.mySessions()} icon={<MonitorSmartphone {...icon} />}>
                Sessions
            </MenuLink>
            <MenuLink to={paths.myTokens()} icon={<KeyRound {...icon} />}>
                API tokens
            </MenuLink>
            <MenuLine />
            <MenuChoices label="Theme" value={theme} onChange={setTheme} choices={THEMES} />
            <MenuLine />
            <MenuItem
                icon={<Keyboard {...icon} />}
                hint={<KeyHint keys="?" />}
                onSelect={() => setTimeout(showShortcuts)}
            >
                Shortcuts
            </MenuItem>
            <MenuItem
                icon={<BookOpen {...icon} />}
                onSelect={() => window.open(outside.docs(), "_blank", "noreferrer")}
            >
                Documentation
            </MenuItem>
            <MenuLine />
            <MenuItem icon={<LogOut {...icon} />} onSelect={() => void leave()}>
                Sign out
            </MenuItem>
        </DropdownMenu>
    );
}
