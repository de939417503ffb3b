/** What the keys do here: all that is registered. */
import { useState } from "react";

import { Dialog } from "~/ui/dialog";
import { KeyHint } from "~/ui/key-hint";

import { useRegistered, useShortcuts } from "./shortcuts";

let openHelp: (() => void) | null = null;
export const showShortcuts = (): void => openHelp?.();

export function ShortcutHelp() {
    const [open, setOpen] = useState(false);
    const all = useRegistered();
    openHelp = () => setOpen(true);
    useShortcuts([{ keys: "?", label: "Show the shortcuts", group: "Everywhere", run: () => setOpen(true) }]);
    const groups = new Map<string, Map<string, string>>();
    for (const { group, keys, label } of all)
        groups.set(group, (groups.get(group) ?? new Map<string, string>()).set(keys, label));
    return (
        <Dialog open={open} onOpenChange={setOpen} title="Shortcuts">
            <div className="grid grid-cols-2 gap-x-8 gap-y-5 phone:grid-cols-1">
                {[...groups].map(([group, shortcuts]) => (
                    <section key={group} aria-label={group}>
                        <h3 className="text-ink-3 mb-1.5 text-xs font-medium">{group}</h3>
                        <dl className="flex flex-col gap-1.5">
                            {[...shortcuts].map(([keys, label]) => (
                                <div key={keys} className="flex items-center justify-between gap-4 text-sm">
                                    <dt>{label}</dt>
                                    <dd>
                                        <KeyHint keys={keys} />
                                    </dd>
                                </div>
                            ))}
                        </dl>
                    </section>
                ))}
            </div>
        </Dialog>
    );
}
