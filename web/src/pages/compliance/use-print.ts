/**
 * Printing: reads the resources behind every check that is shown, then opens the browser's dialog. Reads few at a time, so that
 * a large workspace does not run into the API's limits; a part that cannot be read is told on the paper.
 */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { checkQuery } from "~/api/beside-findings";
import { overviewQuery } from "~/api/overview";
import {
    type CheckStanding,
    type ControlStanding,
    type First,
    firstResourcesQuery,
    type Outcome,
} from "~/api/posture";
import { asProblem } from "~/api/problem";
import { OUTCOMES } from "~/pages/checks/outcomes";
import { toast } from "~/ui/toast";

import { openCheck } from "./controls";

/** Resources of one outcome of one check on paper. */
const PRINTED_ROWS = 100;
const AT_ONCE = 4;

export type PrintedOutcome = First | { failed: string };
export type PrintedCheck = Partial<Record<Outcome, PrintedOutcome>>;
/** By `control/check`. */
export type Evidence = ReadonlyMap<string, PrintedCheck>;

interface Scope {
    workspace: string;
    framework: string;
    controls: readonly ControlStanding[];
    account: string | undefined;
}

interface Job {
    control: string;
    check: CheckStanding;
    outcome: Outcome;
}

export interface Print {
    start: () => void;
    /** How far reading is; null while nothing is read. */
    working: { done: number; of: number } | null;
    /** What was read for the paper; null before. */
    evidence: Evidence | null;
}

export function usePrint(scope: Scope): Print {
    const client = useQueryClient();
    const [working, setWorking] = useState<Print["working"]>(null);
    const [read, setRead] = useState<{ of: readonly ControlStanding[]; evidence: Evidence } | null>(null);
    const waiting = useRef(false);
    const shown = useRef(scope.controls);
    useEffect(() => {
        shown.current = scope.controls;
    }, [scope.controls]);
    useLightPaper();

    // What is read belongs to the controls as they were then: with others it is no evidence any more.
    const evidence = read !== null && read.of === scope.controls ? read.evidence : null;
    useEffect(() => {
        if (evidence === null || !waiting.current) return;
        waiting.current = false;
        window.print();
    }, [evidence]);

    const start = (): void => {
        if (working !== null) return;
        const jobs = jobsOf(scope.controls);
        setWorking({ done: 0, of: jobs.length });
        let done = 0;
        readAll(client, scope, jobs, () => {
            done += 1;
            setWorking({ done, of: jobs.length });
        })
            .then((found) => {
                if (shown.current !== scope.controls) {
                    toast("The controls have changed meanwhile. Print once more.", { tone: "bad" });
                    return;
                }
                waiting.current = true;
                setRead({ of: scope.controls, evidence: found });
            })
            .catch((error: unknown) => toast(asProblem(error).detail, { tone: "bad" }))
            .finally(() => setWorking(null));
    };
    return { start, working, evidence };
}

const jobsOf = (controls: readonly ControlStanding[]): Job[] =>
    controls.flatMap(({ id, checks }) =>
        checks.flatMap((check) =>
            OUTCOMES.filter((outcome) => check[outcome] > 0).map((outcome) => ({
                control: id,
                check,
                outcome,
            })),
        ),
    );

async function readAll(
    client: QueryClient,
    scope: Scope,
    jobs: readonly Job[],
    tell: () => void,
): Promise<Evidence> {
    const found = new Map<string, PrintedCheck>();
    const rest = [...jobs];
    const work = async (): Promise<void> => {
        for (let job = rest.shift(); job !== undefined; job = rest.shift()) {
            const key = openCheck(job.control, job.check.check);
            const answer = await readJob(client, scope, job);
            found.set(key, { ...found.get(key), [job.outcome]: answer });
            tell();
        }
    };
    // The dates of the generations stand at the head. If they cannot be read, the head says so.
    await client.query(overviewQuery(scope.workspace)).catch(() => undefined);
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return found;
}

async function readJob(client: QueryClient, scope: Scope, job: Job): Promise<PrintedOutcome> {
    try {
        const { controls } = await client.query(checkQuery(job.check.check));
        const control = controls.find(
            (one) => one.framework === scope.framework && one.control === job.control,
        );
        return await client.query(
            firstResourcesQuery(scope.workspace, {
                check: job.check.check,
                outcome: job.outcome,
                account: scope.account,
                variants: control?.variants ?? [],
                limit: PRINTED_ROWS,
            }),
        );
    } catch (error) {
        return { failed: asProblem(error).detail };
    }
}

/** Paper is white: the dark theme gives way while it is printed. */
function useLightPaper(): void {
    useEffect(() => {
        const { dataset } = document.documentElement;
        let before: string | undefined;
        const toLight = (): void => {
            before = dataset.theme;
            dataset.theme = "light";
        };
        const back = (): void => {
            if (before !== undefined) dataset.theme = before;
            before = undefined;
        };
        window.addEventListener("beforeprint", toLight);
        window.addEventListener("afterprint", back);
        return () => {
            window.removeEventListener("beforeprint", toLight);
            window.removeEventListener("afterprint", back);
            back();
        };
    }, []);
}
