/** The views of the findings: go to one, keep the present one, copy its link. */
import { Bookmark, BookmarkPlus, ChevronDown, Link2, ListX } from "lucide-react";
import { useState } from "react";

import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { DropdownMenu, MenuItem, MenuLabel, MenuLine, MenuLink } from "~/ui/dropdown-menu";

import { copyLink } from "./copy-link";
import { type FindingSearch, viewOf } from "./finding-search";
import { ManageViewsDialog, SaveViewDialog } from "./views-dialogs";
import { BUILT_IN, queryOf, useViews } from "./views";

export function ViewsMenu({ workspace, search }: { workspace: string; search: FindingSearch }) {
    const kept = useViews(workspace);
    const [dialog, setDialog] = useState<"save" | "manage" | null>(null);
    const now = queryOf(search);
    const current = [...BUILT_IN, ...kept.views].find((view) => queryOf(view.search) === now);
    const close = (open: boolean): void => {
        if (!open) setDialog(null);
    };
    return (
        <>
            <DropdownMenu
                className="w-72"
                trigger={
                    <Button icon={<Bookmark aria-hidden size={14} />}>
                        <span className="max-w-40 truncate">{current?.name ?? "Views"}</span>
                        <ChevronDown aria-hidden size={13} className="text-ink-3" />
                    </Button>
                }
            >
                <MenuLabel>Views</MenuLabel>
                {BUILT_IN.map(({ name, about, search: view }) => (
                    <MenuLink key={name} to={paths.findings(workspace, view)}>
                        <span className={current?.name === name ? "font-medium" : ""}>{name}</span>
                        <span className="text-ink-3 block truncate text-xs">{about}</span>
                    </MenuLink>
                ))}
                {kept.views.length > 0 && (
                    <>
                        <MenuLine />
                        <MenuLabel>Yours, on this device</MenuLabel>
                        {kept.views.map(({ name, search: view }) => (
                            <MenuLink key={name} to={paths.findings(workspace, view)}>
                                <span className={current?.name === name ? "font-medium" : ""}>{name}</span>
                            </MenuLink>
                        ))}
                    </>
                )}
                <MenuLine />
                <MenuItem
                    icon={<BookmarkPlus aria-hidden size={14} />}
                    disabledReason={
                        current === undefined ? undefined : `This is the view "${current.name}" already.`
                    }
                    onSelect={() => setDialog("save")}
                >
                    Keep this view…
                </MenuItem>
                <MenuItem
                    icon={<Link2 aria-hidden size={14} />}
                    onSelect={() => void copyLink(paths.findings(workspace, viewOf(search)))}
                >
                    Copy the link of this view
                </MenuItem>
                {kept.views.length > 0 && (
                    <MenuItem icon={<ListX aria-hidden size={14} />} onSelect={() => setDialog("manage")}>
                        Rename or delete views…
                    </MenuItem>
                )}
            </DropdownMenu>
            <SaveViewDialog
                open={dialog === "save"}
                onOpenChange={close}
                kept={kept}
                search={viewOf(search)}
            />
            <ManageViewsDialog
                open={dialog === "manage"}
                onOpenChange={close}
                kept={kept}
                workspace={workspace}
            />
        </>
    );
}
