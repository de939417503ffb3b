/** What can be done about one finding: mute or unmute it, and have its account looked at again. */
import { BellOff, BellRing, RefreshCw } from "lucide-react";

import { accountsQuery, useCollectNow } from "~/api/accounts";
import { asProblem } from "~/api/problem";
import { useQuery } from "@tanstack/react-query";
import type { Finding } from "~/api/types";
import { useShortcuts } from "~/app/shortcuts";
import { useWorkspace } from "~/app/current";
import { sentence } from "~/lib/format";
import { needs } from "~/lib/roles";
import { Button } from "~/ui/button";
import { toast } from "~/ui/toast";

import type { Muting } from "./muting";

interface Props {
    workspace: string;
    finding: Finding;
    muting: Muting;
    onMute: () => void;
    /** In a drawer: its shortcuts work above the list. */
    above: boolean;
}

export function FindingActions({ workspace, finding, muting, onMute, above }: Props) {
    const role = useWorkspace()?.role;
    const account = useQuery(accountsQuery(workspace)).data?.items.find(({ id }) => id === finding.account);
    const collect = useCollectNow(workspace);
    const mayMute = needs(role, "analyst", "mute findings");
    const muted = finding.mute != null;

    const look = async (): Promise<void> => {
        try {
            const { at_once } = await collect.mutateAsync(finding.account);
            toast(
                at_once
                    ? "The account is being collected. The finding says by itself what is seen."
                    : "A run is going on: another follows it, and the finding then says what is seen.",
            );
        } catch (error) {
            toast(`${sentence(asProblem(error).detail)}.`, { tone: "bad" });
        }
    };
    // A dialog above the drawer has the keys to itself.
    const alone = (): boolean =>
        mayMute === undefined && document.querySelectorAll("[role=dialog]").length <= (above ? 1 : 0);
    useShortcuts([
        {
            keys: "m",
            label: "Mute the finding",
            group: "Finding",
            run: onMute,
            onlyWhen: () => alone() && !muted,
            above,
        },
        {
            keys: "u",
            label: "Unmute the finding",
            group: "Finding",
            run: () => void muting.unmute([finding]),
            onlyWhen: () => alone() && muted,
            above,
        },
    ]);
    return (
        <>
            {muted ? (
                <>
                    <Button
                        icon={<BellRing aria-hidden size={14} />}
                        loading={muting.unmuting}
                        disabledReason={mayMute}
                        onClick={() => muting.unmute([finding])}
                    >
                        Unmute
                    </Button>
                    <Button disabledReason={mayMute} onClick={onMute}>
                        Change the mute…
                    </Button>
                </>
            ) : (
                <Button icon={<BellOff aria-hidden size={14} />} disabledReason={mayMute} onClick={onMute}>
                    Mute…
                </Button>
            )}
            <Button
                icon={<RefreshCw aria-hidden size={14} />}
                loading={collect.isPending}
                disabledReason={
                    needs(role, "analyst", "have an account collected") ??
                    (account?.running === true
                        ? "The account is being collected: the finding then says what is seen."
                        : account !== undefined && account.paused != null
                          ? "The account is paused: resume it first."
                          : undefined)
                }
                onClick={look}
            >
                Check again
            </Button>
        </>
    );
}
