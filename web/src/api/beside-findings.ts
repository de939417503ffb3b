/** What stands beside findings: the check in full, and the frameworks. */
import { queryOptions } from "@tanstack/react-query";

import { api, call } from "./client";
import { keys } from "./keys";
import { HOUSE_FRESH_MS } from "./query";

export const checkQuery = (check: string) =>
    queryOptions({
        queryKey: keys.house("check", check),
        queryFn: ({ signal }) => call(api.GET("/checks/{check}", { params: { path: { check } }, signal })),
        staleTime: HOUSE_FRESH_MS,
    });

export const frameworksQuery = () =>
    queryOptions({
        queryKey: keys.house("frameworks"),
        queryFn: ({ signal }) => call(api.GET("/frameworks", { signal })),
        staleTime: HOUSE_FRESH_MS,
    });
