/** What can be done with a cloud account at once, and why not, where it cannot. */
import { useCollectNow, usePauseAccount } from "~/api/accounts";
import { asProblem } from "~/api/problem";
import type { Account } from "~/api/types";
import { needs } from "~/lib/roles";
import { sentence } from "~/lib/format";
import { toast } from "~/ui/toast";

const fail = (error: unknown): void => toast(sentence(asProblem(error).detail), { tone: "bad" });

export function useAccountActions(workspace: string, role: string | undefined) {
    const collectNow = useCollectNow(workspace);
    const pause = usePauseAccount(workspace);
    const changeReason = needs(role, "admin", "change cloud accounts");

    const collect = async (account: Account): Promise<void> => {
        try {
            const { at_once: atOnce } = await collectNow.mutateAsync(account.id);
            toast(
                atOnce
                    ? `${account.name} is being collected.`
                    : `A run of ${account.name} is going on: another follows it.`,
            );
        } catch (error) {
            fail(error);
        }
    };
    const setPaused = async (account: Account, paused: boolean, undone = false): Promise<void> => {
        try {
            await pause.mutateAsync({ account: account.id, paused });
            toast(
                paused ? `${account.name} is paused.` : `${account.name} is collected again.`,
                undone ? {} : { undo: () => void setPaused(account, !paused, true) },
            );
        } catch (error) {
            fail(error);
        }
    };
    return {
        collect,
        collecting: (account: Account): boolean =>
            collectNow.isPending && collectNow.variables === account.id,
        collectReason: (account: Account): string | undefined =>
            account.access.by === "sample"
                ? "The sample estate has no AWS behind it: it is never collected."
                : (needs(role, "analyst", "ask for a run") ??
                  (account.paused != null ? "It is paused: resume it first." : undefined)),
        setPaused,
        pauseReason: (account: Account): string | undefined =>
            account.access.by === "sample" ? "The sample estate is never collected." : changeReason,
        changeReason,
    };
}
