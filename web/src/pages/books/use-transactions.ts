/** What can be done with transactions, each with a word about it and a way back. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import {
    bookQuery,
    type LedgerAccount,
    type PostingState,
    type Transaction,
    type TransactionBody,
    transactionQuery,
    useBooksWriting,
} from "~/api/books";
import { meQuery } from "~/api/me";
import { membersQuery } from "~/api/members";
import { asProblem, Problem } from "~/api/problem";
import { plural, sentence } from "~/lib/format";
import { actorName } from "~/pages/findings/finding-words";
import { toast } from "~/ui/toast";

import { dayWords } from "./days";
import { stepsOf } from "./history";

/** Names of those who write. */
export function useActors(workspace: string): (actor: string) => string {
    const me = useQuery(meQuery()).data?.id;
    const members = useQuery(membersQuery(workspace)).data?.items;
    return useMemo(() => (actor) => actorName(actor, members, me) ?? "Somebody", [members, me]);
}

export function useTransactions(workspace: string, accounts: ReadonlyMap<number, LedgerAccount>) {
    const client = useQueryClient();
    const writing = useBooksWriting(workspace);
    const actor = useActors(workspace);
    const closedUntil = useQuery(bookQuery(workspace)).data?.closed_until ?? null;
    return useMemo(() => {
        const bad = (error: unknown): void => toast(sentence(asProblem(error).detail), { tone: "bad" });
        const undo = async ({ no, version }: Transaction): Promise<void> => {
            try {
                await writing.undo(no, version);
                toast("Undone.");
            } catch (error) {
                bad(error);
            }
        };
        /** Why a change of one was refused, in words: a closed period, or who was faster, with what. */
        const explained = async (
            seen: Transaction,
            body: TransactionBody | null,
            error: unknown,
        ): Promise<Problem> => {
            const problem = asProblem(error);
            if (problem.status !== 409 && problem.status !== 412) return problem;
            const why = (detail: string): Problem => new Problem({ ...facts(problem), detail, errors: [] });
            const closed = [seen.date, body?.date].some(
                (date) => closedUntil !== null && date !== undefined && date <= closedUntil,
            );
            if (closed && closedUntil !== null)
                return why(
                    `the books are closed up to ${dayWords(closedUntil)}: open the transaction to post an adjustment on a later day`,
                );
            try {
                const { now, history } = await client.query({
                    ...transactionQuery(workspace, seen.no),
                    staleTime: 0,
                });
                const [last] = stepsOf(history, accounts);
                if (now.version === seen.version || last === undefined) return problem;
                const changes = last.changes.length === 0 ? "" : ` (${last.changes.join("; ")})`;
                return why(
                    `${actor(last.actor)} was faster: it was ${last.what}${changes}. What you typed is still here; save again if it holds`,
                );
            } catch {
                return problem;
            }
        };
        const edit = async (
            seen: Transaction,
            body: TransactionBody,
            done = "Saved.",
        ): Promise<Transaction> => {
            try {
                const now = await writing.edit(seen.no, seen.version, body);
                toast(done, { undo: () => void undo(now) });
                return now;
            } catch (error) {
                throw await explained(seen, body, error);
            }
        };
        const remove = async (seen: Transaction): Promise<boolean> => {
            try {
                const now = await writing.remove(seen.no, seen.version);
                toast("Deleted. Its history stays.", { undo: () => void undo(now) });
                return true;
            } catch (error) {
                bad(await explained(seen, null, error));
                return false;
            }
        };
        /** Marks postings on several accounts; `before` says how each was, for the way back. */
        const marked = async (wanted: readonly Mark[], state: PostingState, words: string): Promise<void> => {
            const send = async (marks: readonly Mark[], to: (mark: Mark) => PostingState): Promise<void> => {
                const groups = new Map<string, { account: number; state: PostingState; nos: number[] }>();
                for (const mark of marks) {
                    const next = to(mark);
                    const key = `${mark.account} ${next}`;
                    const group = groups.get(key) ?? { account: mark.account, state: next, nos: [] };
                    group.nos.push(mark.transaction);
                    groups.set(key, group);
                }
                for (const { account, state: next, nos } of groups.values())
                    await writing.marks(nos, account, next);
            };
            await send(wanted, () => state);
            toast(words, {
                undo: () => void send(wanted, ({ before }) => before).then(() => toast("Undone."), bad),
            });
        };
        const undoAll = async (nos: readonly number[]): Promise<void> => {
            try {
                await writing.undoMany(nos);
                toast(`Undone: ${plural(nos.length, "transaction")}.`);
            } catch (error) {
                bad(error);
            }
        };
        /** A word about many, with the way back of all of them. */
        const say = (words: string, nos: readonly number[]): void =>
            toast(words, { undo: () => void undoAll(nos) });
        return { ...writing, say, edit, remove, undo, marked, undoAll, explained, bad, closedUntil };
    }, [accounts, actor, client, closedUntil, workspace, writing]);
}

export interface Mark {
    transaction: number;
    account: number;
    before: PostingState;
}

export type Transactions = ReturnType<typeof useTransactions>;

const facts = ({ status, code, requestId, retryAfterS }: Problem) => ({
    status,
    code,
    requestId,
    retryAfterS,
});
