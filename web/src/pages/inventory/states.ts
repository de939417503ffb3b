/** The states that a resource was in, as the API keeps them: the newest first. Pure. */
import type { State } from "~/api/inventory";
import type { Schema } from "~/api/types";

import { isMembers } from "./document";

export type Standing = { is: "present"; since: string } | { is: "gone"; since: string | null };

/** Whether it is there, and since when it is as it is, or gone. */
export function standing({ present, states }: Schema<"ResourceView">): Standing {
    const newest = states[0];
    if (present && newest !== undefined) return { is: "present", since: newest.since };
    return { is: "gone", since: newest?.until ?? null };
}

/**
 * Since when it is known. What is older than the history that is kept was there at the latest then: nobody knows since when.
 */
export function firstSeen(
    states: readonly State[],
    retentionDays: number | undefined,
    now: Date,
): { at: string; sure: boolean } | null {
    const oldest = states.at(-1);
    if (oldest === undefined) return null;
    const days = (now.getTime() - Date.parse(oldest.since)) / 86_400_000;
    return { at: oldest.since, sure: retentionDays !== undefined && days < retentionDays };
}

/** Which two states are compared: by their first generations, the older one first. By default the newest and the one before. */
export function chosenStates(
    states: readonly State[],
    before: number | undefined,
    after: number | undefined,
): { before: State; after: State } | null {
    const byGeneration = (generation: number | undefined): State | undefined =>
        states.find(({ from_generation }) => from_generation === generation);
    const newer = byGeneration(after) ?? states[0];
    if (newer === undefined) return null;
    const older = byGeneration(before) ?? states[states.indexOf(newer) + 1];
    if (older === undefined || older === newer) return null;
    return older.from_generation < newer.from_generation
        ? { before: older, after: newer }
        : { before: newer, after: older };
}

/**
 * The document without what is different at every run although nothing changed: AWS's request ids and messages in the causes of parts
 * that were not seen.
 */
export function comparable(document: unknown): unknown {
    if (!isMembers(document)) return document;
    const quiet = (cause: unknown): unknown => {
        if (!isMembers(cause)) return cause;
        return Object.fromEntries(
            Object.entries(cause).filter(([key]) => key !== "request_id" && key !== "message"),
        );
    };
    const { parts, incomplete, ...rest } = document;
    return {
        ...rest,
        ...(incomplete === undefined ? {} : { incomplete: quiet(incomplete) }),
        ...(isMembers(parts)
            ? {
                  parts: Object.fromEntries(
                      Object.entries(parts).map(([name, part]) => [
                          name,
                          isMembers(part) && "cause" in part ? { ...part, cause: quiet(part.cause) } : part,
                      ]),
                  ),
              }
            : {}),
    };
}
