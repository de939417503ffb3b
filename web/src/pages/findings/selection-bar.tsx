/** What can be done with the findings that are chosen. It says of how many it speaks. */
import { BellOff, BellRing, X } from "lucide-react";

import { useShortcuts } from "~/app/shortcuts";
import type { Finding } from "~/api/types";
import { number, plural } from "~/lib/format";
import { usePhone } from "~/lib/media";
import { Button } from "~/ui/button";
import { IconButton } from "~/ui/icon-button";
import { overClass } from "~/ui/popover";

interface Props {
    chosen: readonly Finding[];
    /** How many rows have been read. */
    loaded: number;
    /** How many fit the filter; null where that is not known. */
    total: number | null;
    /** Why nothing can be changed. */
    disabledReason: string | undefined;
    unmuting: boolean;
    onMute: () => void;
    onUnmute: (findings: readonly Finding[]) => void;
    onChooseAll: () => void;
    onClear: () => void;
}

export function SelectionBar(props: Props) {
    const { chosen, loaded, total, disabledReason, unmuting, onMute, onUnmute, onChooseAll, onClear } = props;
    const phone = usePhone();
    const muted = chosen.filter(({ mute }) => mute != null);
    const some = (): boolean => chosen.length > 0;
    const may = (): boolean => some() && disabledReason === undefined;
    useShortcuts([
        { keys: "A", label: "Choose all rows that are loaded", group: "Findings", run: onChooseAll },
        { keys: "m", label: "Mute what is chosen", group: "Findings", run: onMute, onlyWhen: may },
        {
            keys: "u",
            label: "Unmute what is chosen",
            group: "Findings",
            run: () => onUnmute(muted),
            onlyWhen: () => may() && muted.length > 0,
        },
        { keys: "Escape", label: "Choose none", group: "Findings", run: onClear, onlyWhen: some },
    ]);
    if (chosen.length === 0) return null;
    return (
        <div
            role="region"
            aria-label="Chosen findings"
            data-no-print
            className={`${overClass} animate-rise sticky bottom-4 z-20 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center gap-x-3 gap-y-2 py-2 pr-2 pl-4`}
        >
            <p role="status" className="tabular">
                <span className="font-medium">{number(chosen.length)} chosen</span>
                <span className="text-ink-3 ml-2 text-xs">{reach(chosen.length, loaded, total)}</span>
            </p>
            <span className="flex flex-wrap items-center gap-2">
                {chosen.length < loaded && (
                    <Button size="sm" kind="quiet" onClick={onChooseAll}>
                        {phone ? `All ${number(loaded)}` : `Choose all ${number(loaded)} loaded`}
                    </Button>
                )}
                <Button
                    size="sm"
                    icon={<BellOff aria-hidden size={13} />}
                    disabledReason={disabledReason}
                    onClick={onMute}
                >
                    Mute…
                </Button>
                <Button
                    size="sm"
                    icon={<BellRing aria-hidden size={13} />}
                    loading={unmuting}
                    disabledReason={
                        disabledReason ?? (muted.length === 0 ? "None of them is muted." : undefined)
                    }
                    onClick={() => onUnmute(muted)}
                >
                    {muted.length === 0 || muted.length === chosen.length
                        ? "Unmute"
                        : `Unmute ${number(muted.length)}`}
                </Button>
                <IconButton
                    size="sm"
                    label="Choose none"
                    icon={<X aria-hidden size={14} />}
                    onClick={onClear}
                />
            </span>
        </div>
    );
}

/** Only what has been read can be chosen: how much of the filter that is. */
function reach(chosen: number, loaded: number, total: number | null): string {
    const all = chosen === loaded ? "all that are loaded" : `of ${plural(loaded, "row")} loaded`;
    if (total === null) return `${all}; how many fit the filter is not known`;
    return total > loaded ? `${all}; ${number(total)} fit the filter, scroll to load more` : all;
}
