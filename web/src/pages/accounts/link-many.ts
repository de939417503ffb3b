/** Links many accounts, a few at a time, so that one sees how far it is and a failure of one is only its own. */
import { useCallback, useRef, useState } from "react";

import { useLinkMany } from "~/api/accounts";
import { asProblem } from "~/api/problem";
import { sentence } from "~/lib/format";

/** Each is proved with several calls to AWS: so few that an answer comes within seconds. */
const AT_ONCE = 4;
/** How often it waits when the service asks to slow down. */
const WAITS_MAX = 6;
const WAIT_S = 10;

export interface Wanted {
    aws_account: string;
    name: string;
}

export type Outcome =
    | { state: "waiting" }
    | { state: "linking" }
    | { state: "linked"; account: string }
    | { state: "failed"; problem: string };

export interface Many {
    outcomes: ReadonlyMap<string, Outcome>;
    going: boolean;
    /** Links these. Those that are linked already are left out. */
    run: (role: string, externalId: string, wanted: readonly Wanted[]) => Promise<void>;
}

const pause = (s: number): Promise<void> => new Promise((done) => setTimeout(done, s * 1000));

export function useMany(workspace: string): Many {
    const { mutateAsync } = useLinkMany(workspace);
    const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
    const [going, setGoing] = useState(false);
    const busy = useRef(false);

    const put = useCallback((of: readonly Wanted[], outcome: (one: Wanted) => Outcome): void => {
        setOutcomes((now) => {
            const next = new Map(now);
            for (const one of of) next.set(one.aws_account, outcome(one));
            return next;
        });
    }, []);

    const run = useCallback(
        async (role: string, externalId: string, wanted: readonly Wanted[]): Promise<void> => {
            if (busy.current) return;
            busy.current = true;
            setGoing(true);
            put(wanted, () => ({ state: "waiting" }));
            let waits = 0;
            try {
                for (let at = 0; at < wanted.length; at += AT_ONCE) {
                    const some = wanted.slice(at, at + AT_ONCE);
                    put(some, () => ({ state: "linking" }));
                    try {
                        const { items } = await mutateAsync({
                            role_name: role,
                            external_id: externalId,
                            accounts: some.map((one) => ({ aws_account: one.aws_account, name: one.name })),
                        });
                        put(some, ({ aws_account: id }) => {
                            const one = items.find((item) => item.aws_account === id);
                            if (one?.account != null) return { state: "linked", account: one.account.id };
                            const said = one?.problem;
                            const why =
                                said == null
                                    ? "the answer says nothing of it"
                                    : (said.errors[0]?.message ?? said.detail);
                            return { state: "failed", problem: sentence(why) };
                        });
                    } catch (error) {
                        const problem = asProblem(error);
                        if (problem.status === 429 && waits < WAITS_MAX) {
                            waits += 1;
                            put(some, () => ({ state: "waiting" }));
                            await pause(problem.retryAfterS ?? WAIT_S);
                            at -= AT_ONCE;
                            continue;
                        }
                        const why = sentence(problem.errors[0]?.message ?? problem.detail);
                        put(some, () => ({ state: "failed", problem: why }));
                        // Who may not, or says something wrong about all, is not asked again for each.
                        if (problem.status >= 400 && problem.status < 500 && problem.status !== 409) {
                            put(wanted.slice(at + AT_ONCE), () => ({ state: "failed", problem: why }));
                            return;
                        }
                    }
                }
            } finally {
                busy.current = false;
                setGoing(false);
            }
        },
        [mutateAsync, put],
    );
    return { outcomes, going, run };
}
