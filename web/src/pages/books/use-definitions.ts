/** What is done with definitions, each with a word about it and a way back. */
import { useMemo } from "react";

import { type Definition, type DefinitionKind, useDefinitions } from "~/api/definitions";
import { asProblem } from "~/api/problem";
import { sentence } from "~/lib/format";
import { toast } from "~/ui/toast";

export function useDefining<K extends DefinitionKind>(workspace: string, kind: K) {
    const writing = useDefinitions(workspace, kind);
    return useMemo(() => {
        const bad = (error: unknown): void => toast(sentence(asProblem(error).detail), { tone: "bad" });
        const undone = (pending: Promise<unknown>): void => void pending.then(() => toast("Undone."), bad);
        /** Removes one; true if it is gone. */
        const remove = async (one: Definition<K>, words: string): Promise<boolean> => {
            try {
                await writing.remove(one.id);
                toast(words, { undo: () => undone(writing.bringBack(one)) });
                return true;
            } catch (error) {
                bad(error);
                return false;
            }
        };
        /** Changes one, with its way back. Throws what is refused: it is said where it was asked for. */
        const change = async (
            one: Definition<K>,
            body: Definition<K>["body"],
            words: string,
        ): Promise<Definition<K>> => {
            const now = await writing.change(one, body);
            toast(words, { undo: () => undone(writing.change(now, one.body)) });
            return now;
        };
        /** Adds one, with its way back. */
        const add = async (
            body: Definition<K>["body"],
            words: string,
            place?: number,
        ): Promise<Definition<K>> => {
            const made = await writing.add(body, place);
            toast(words, { undo: () => undone(writing.remove(made.id)) });
            return made;
        };
        /** Puts one somewhere else, without a word about it. */
        const { change: put } = writing;
        return { add, change, put, remove, bad };
    }, [writing]);
}
