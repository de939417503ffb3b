/** Thresholds of a workspace: the values of checks' variables for all of its cloud accounts. */
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { type Thresholds, thresholdsOf } from "./accounts";
import { api, call, ifMatch } from "./client";
import { keys } from "./keys";
import { asProblem } from "./problem";
import type { Workspace } from "./types";
import { workspaceQuery } from "./workspaces";

export interface ThresholdChange {
    check: string;
    variable: string;
    /** Undefined for the usual value. */
    value: unknown;
}

/** The thresholds after a change; what has the usual value is not in them. */
export function withThreshold(now: Thresholds, { check, variable, value }: ThresholdChange): Thresholds {
    const variables = Object.entries(now[check] ?? {}).filter(([name]) => name !== variable);
    if (value !== undefined) variables.push([variable, value]);
    const others = Object.entries(now).filter(([id]) => id !== check);
    return Object.fromEntries(
        variables.length === 0 ? others : [...others, [check, Object.fromEntries(variables)]],
    );
}

/** Changes variables. The API takes all of them at once, so each change waits for the one before and builds on it. */
export function useSetThreshold(workspace: string) {
    const client = useQueryClient();
    return useMutation({
        scope: { id: `thresholds ${workspace}` },
        mutationFn: async (changes: readonly ThresholdChange[]): Promise<Workspace> => {
            const now = await client.query({ ...workspaceQuery(workspace), staleTime: Infinity });
            return call(
                api.PATCH("/workspaces/{workspace}", {
                    params: { path: { workspace } },
                    body: {
                        // The document says of them only that they are an object.
                        thresholds: changes.reduce(withThreshold, thresholdsOf(now)) as Record<string, never>,
                    },
                    headers: ifMatch(now.version),
                }),
            );
        },
        onSuccess: (changed) => {
            client.setQueryData(keys.of(workspace, "view"), changed);
            void client.invalidateQueries({ queryKey: keys.of(workspace, "audit") });
        },
        onError: (error) => {
            // Somebody else was faster: their version is read, so that the next try builds on it.
            if (asProblem(error).is("changed"))
                return client.invalidateQueries({ queryKey: keys.of(workspace, "view") });
            return undefined;
        },
    });
}
