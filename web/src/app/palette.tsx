/**
 * The command palette: pages and workspaces, and whatever the pages' areas add (`registerSource`). Sources answer by a list;
 * those that ask the API are asked when one pauses.
 */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
    KeyRound,
    LayoutGrid,
    type LucideIcon,
    MonitorSmartphone,
    Search,
    ShieldCheck,
    UserRound,
} from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useState } from "react";

import { fleetQuery } from "~/api/fleet";
import { cx } from "~/lib/cx";
import { paths } from "~/lib/paths";
import { Avatar } from "~/ui/avatar";
import { KeyHint } from "~/ui/key-hint";
import { overClass } from "~/ui/popover";
import { useReturnFocus } from "~/ui/return-focus";

import { useWorkspaceId } from "./current";
import { GROUPS } from "./navigation";

export interface PaletteItem {
    id: string;
    label: string;
    hint?: string;
    icon?: ReactNode;
    to: string;
}

export interface PaletteSource {
    /** The heading above its items. */
    label: string;
    /** Fewest characters before it is asked. */
    min: number;
    search: (text: string, workspace: string, signal: AbortSignal) => Promise<readonly PaletteItem[]>;
}

const SOURCES: PaletteSource[] = [];
const PAUSE_MS = 200;
const SHOWN_MAX = 8;

/** Adds a search within a workspace (resources, findings, checks). Call it once, where `src/app/palette-sources.ts` does. */
export function registerSource(source: PaletteSource): void {
    if (!SOURCES.some(({ label }) => label === source.label)) SOURCES.push(source);
}

let open: ((is: boolean) => void) | null = null;
export const openPalette = (): void => open?.(true);

export function Palette() {
    const [shown, setShown] = useState(false);
    useEffect(() => {
        open = setShown;
        return () => {
            open = null;
        };
    }, []);
    const onCloseAutoFocus = useReturnFocus(shown);
    return (
        <Radix.Root open={shown} onOpenChange={setShown}>
            <Radix.Portal>
                <Radix.Overlay className="animate-fade bg-scrim fixed inset-0 z-50" />
                <Radix.Content
                    aria-describedby={undefined}
                    onCloseAutoFocus={onCloseAutoFocus}
                    className={cx(
                        overClass,
                        "animate-rise fixed inset-x-4 top-[12dvh] z-50 mx-auto max-w-xl overflow-hidden rounded-xl phone:top-4",
                    )}
                >
                    <Radix.Title className="sr-only">Search and go to</Radix.Title>
                    <PaletteBody onClose={() => setShown(false)} />
                </Radix.Content>
            </Radix.Portal>
        </Radix.Root>
    );
}

interface Group {
    label: string;
    items: readonly PaletteItem[];
}

function PaletteBody({ onClose }: { onClose: () => void }) {
    const [typed, setTyped] = useState("");
    const [active, setActive] = useState(0);
    const navigate = useNavigate();
    const listId = useId();
    const groups = useGroups(typed);
    const items = groups.found.flatMap((group) => group.items);
    const at = Math.min(active, items.length - 1);

    const go = (item: PaletteItem | undefined): void => {
        if (item === undefined) return;
        onClose();
        void navigate({ href: item.to });
    };
    const move = (step: number): void => {
        const next = (at + step + items.length) % Math.max(items.length, 1);
        setActive(next);
        // All items are drawn. Not in an effect: when the palette opens, it would have the page laid out once more.
        document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: "nearest" });
    };
    const onKeyDown = (event: KeyboardEvent): void => {
        if (event.key === "Enter") go(items[at]);
        else if (event.key === "ArrowDown") move(1);
        else if (event.key === "ArrowUp") move(-1);
        else return;
        event.preventDefault();
    };

    let index = -1;
    return (
        <>
            <div className="border-line flex items-center gap-2.5 border-b px-4">
                <Search aria-hidden size={16} className="text-ink-3" />
                <input
                    role="combobox"
                    aria-label="Search and go to"
                    aria-expanded
                    aria-controls={listId}
                    aria-activedescendant={items.length === 0 ? undefined : `${listId}-${at}`}
                    placeholder="Go to a page or a workspace…"
                    value={typed}
                    onChange={(event) => {
                        setTyped(event.target.value);
                        setActive(0);
                    }}
                    onKeyDown={onKeyDown}
                    className="h-12 flex-1 bg-transparent text-base outline-none phone:text-[1rem]"
                />
                <KeyHint keys="Esc" />
            </div>
            <div
                id={listId}
                role="listbox"
                aria-label="Results"
                className="max-h-[56dvh] overflow-y-auto p-1.5"
            >
                {groups.found.map((group) => (
                    <div key={group.label} role="group" aria-label={group.label}>
                        <p aria-hidden className="text-ink-3 px-2.5 pt-2 pb-1 text-xs">
                            {group.label}
                        </p>
                        {group.items.map((item) => {
                            index += 1;
                            const own = index;
                            return (
                                // The keyboard works through the input, which keeps the focus.
                                <div
                                    key={item.id}
                                    id={`${listId}-${own}`}
                                    role="option"
                                    tabIndex={-1}
                                    aria-selected={own === at}
                                    onMouseMove={() => setActive(own)}
                                    onMouseDown={(event) => {
                                        event.preventDefault();
                                        go(item);
                                    }}
                                    className={cx(
                                        "flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-2 text-sm phone:py-3",
                                        own === at && "bg-hover",
                                    )}
                                >
                                    <span className="text-ink-3 grid size-6 shrink-0 place-items-center">
                                        {item.icon}
                                    </span>
                                    <span className="min-w-0 flex-1 truncate">{item.label}</span>
                                    {item.hint !== undefined && (
                                        <span className="text-ink-3 max-w-[45%] truncate text-xs">
                                            {item.hint}
                                        </span>
                                    )}
                                </div>
                            );
                        })}
                    </div>
                ))}
                <p role="status" className="text-ink-3 px-2.5 py-3 text-sm empty:hidden">
                    {groups.searching
                        ? "Searching…"
                        : groups.failed
                          ? "Some searches did not work: what is shown is not all."
                          : items.length === 0
                            ? `Nothing fits "${typed}".`
                            : ""}
                </p>
            </div>
        </>
    );
}

function useGroups(typed: string): { found: Group[]; searching: boolean; failed: boolean } {
    const workspace = useWorkspaceId();
    const fleet = useQuery(fleetQuery()).data;
    const text = usePaused(typed.trim());
    const own = useMemo(() => {
        const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
        const fits = ({ label, hint }: PaletteItem): boolean =>
            words.every((word) => `${label} ${hint ?? ""}`.toLowerCase().includes(word));
        const rooms: PaletteItem[] = [
            { id: "fleet", label: "Fleet", to: paths.fleet(), icon: <LayoutGrid aria-hidden size={16} /> },
        ];
        if (workspace !== undefined) {
            for (const { label, icon: Icon, to } of GROUPS.flatMap((group) => group.rooms)) {
                rooms.push({ id: label, label, to: to(workspace), icon: <Icon aria-hidden size={16} /> });
            }
        }
        for (const { label, to, icon: Icon } of MINE) {
            rooms.push({ id: label, label, hint: "You", to, icon: <Icon aria-hidden size={16} /> });
        }
        const workspaces = (fleet?.items ?? []).map(({ workspace: { id, name } }) => ({
            id,
            label: name,
            hint: "Workspace",
            to: paths.overview(id),
            icon: <Avatar name={name} square />,
        }));
        return [
            { label: "Pages", items: rooms.filter(fits) },
            { label: "Workspaces", items: workspaces.filter(fits).slice(0, SHOWN_MAX) },
        ];
    }, [typed, workspace, fleet]);
    const searches = useQuery({
        queryKey: ["palette", workspace, text],
        enabled: workspace !== undefined && SOURCES.some(({ min }) => text.length >= min),
        queryFn: async ({ signal }) => {
            const asked = SOURCES.filter(({ min }) => text.length >= min);
            const answers = await Promise.allSettled(
                asked.map((source) => source.search(text, workspace ?? "", signal)),
            );
            return {
                failed: answers.some(({ status }) => status === "rejected"),
                groups: answers.flatMap((answer, index) => {
                    const label = asked[index]?.label ?? "";
                    return answer.status === "fulfilled"
                        ? [{ label, items: answer.value.slice(0, SHOWN_MAX) }]
                        : [];
                }),
            };
        },
    });
    const found = [...own, ...(searches.data?.groups ?? [])].filter(({ items }) => items.length > 0);
    return {
        found,
        searching: searches.isFetching,
        failed: searches.data?.failed === true || searches.isError,
    };
}

const MINE: readonly { label: string; to: string; icon: LucideIcon }[] = [
    { label: "Profile", to: paths.me(), icon: UserRound },
    { label: "Security", to: paths.mySecurity(), icon: ShieldCheck },
    { label: "Sessions", to: paths.mySessions(), icon: MonitorSmartphone },
    { label: "API tokens", to: paths.myTokens(), icon: KeyRound },
];

function usePaused(text: string): string {
    const [paused, setPaused] = useState(text);
    useEffect(() => {
        const timer = setTimeout(() => setPaused(text), PAUSE_MS);
        return () => clearTimeout(timer);
    }, [text]);
    return paused;
}
