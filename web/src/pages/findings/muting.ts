/** Muting and unmuting, with what is said of it and a way back. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { type Muted, muteMany, muteOne, putFindings, unmuteMany, unmuteOne } from "~/api/findings";
import { asProblem } from "~/api/problem";
import type { Finding, Schema } from "~/api/types";
import { number, plural, sentence } from "~/lib/format";
import { toast } from "~/ui/toast";

export interface Muting {
    /** Throws what the API refuses; for one finding also `changed`, where somebody else was faster. */
    mute: (findings: readonly Finding[], body: Schema<"MuteBody">) => Promise<void>;
    /** Says by itself what went wrong. */
    unmute: (findings: readonly Finding[]) => Promise<void>;
    unmuting: boolean;
}

/** One is changed only if nobody else has changed it since it was read. Many are changed together, as they are. */
export function useMuting(workspace: string): Muting {
    const client = useQueryClient();
    const [unmuting, setUnmuting] = useState(false);

    const send = async (
        findings: readonly Finding[],
        one: (finding: Finding) => Promise<Finding>,
        many: (ids: string[]) => Promise<Muted>,
    ): Promise<Muted> => {
        const [first] = findings;
        const done =
            findings.length === 1 && first !== undefined
                ? { changed: [await one(first)], missing: [], unsent: [], error: null }
                : await many(findings.map(({ id }) => id));
        putFindings(client, workspace, done.changed);
        return done;
    };

    /** Puts back how the mutes were: none, or those that were there before. */
    const restore = async (before: readonly Finding[]): Promise<void> => {
        try {
            const changed: Finding[] = [];
            const groups = new Map<string, Finding[]>();
            for (const finding of before) {
                const { mute } = finding;
                const key = mute == null ? "" : JSON.stringify([mute.until, mute.reason]);
                groups.set(key, [...(groups.get(key) ?? []), finding]);
            }
            for (const group of groups.values()) {
                const ids = group.map(({ id }) => id);
                const mute = group[0]?.mute;
                const done =
                    mute == null
                        ? await unmuteMany(workspace, ids)
                        : await muteMany(workspace, ids, { until: mute.until, reason: mute.reason });
                if (done.error !== null) throw done.error;
                changed.push(...done.changed);
            }
            putFindings(client, workspace, changed);
            toast("Undone.");
        } catch (error) {
            putFindings(client, workspace, []);
            toast(`It could not be undone: ${asProblem(error).detail}.`, { tone: "bad" });
        }
    };

    const say = (word: string, findings: readonly Finding[], done: Muted): void => {
        const changed = new Set(done.changed.map(({ id }) => id));
        const before = findings.filter(({ id }) => changed.has(id));
        const undo = before.length === 0 ? {} : { undo: () => void restore(before) };
        const parts = [`${word} ${plural(changed.size, "finding")}.`];
        if (done.missing.length > 0) parts.push(`${number(done.missing.length)} are not there any more.`);
        if (done.unsent.length > 0)
            parts.push(`${number(done.unsent.length)} were not reached: ${asProblem(done.error).detail}.`);
        toast(parts.join(" "), { ...undo, tone: done.unsent.length > 0 ? "bad" : "done" });
    };

    return {
        mute: async (findings, body) => {
            const done = await send(
                findings,
                ({ id, version }) => muteOne(workspace, id, version, body),
                (ids) => muteMany(workspace, ids, body),
            );
            say("Muted", findings, done);
        },
        unmute: async (findings) => {
            setUnmuting(true);
            try {
                const done = await send(
                    findings,
                    ({ id, version }) => unmuteOne(workspace, id, version),
                    (ids) => unmuteMany(workspace, ids),
                );
                say("Unmuted", findings, done);
            } catch (error) {
                const problem = asProblem(error);
                // What is shown is old: it is read anew.
                if (problem.is("changed", "not-found")) putFindings(client, workspace, []);
                toast(
                    problem.is("changed")
                        ? "Somebody else was faster: look again at how it is now."
                        : `${sentence(problem.detail)}.`,
                    { tone: "bad" },
                );
            } finally {
                setUnmuting(false);
            }
        },
        unmuting,
    };
}
