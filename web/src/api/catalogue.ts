/** What the house knows: the checks and the kinds of its catalogue. They change with the program only. */
import { queryOptions } from "@tanstack/react-query";

import { api, call } from "./client";
import { keys } from "./keys";
import { HOUSE_FRESH_MS } from "./query";

export const checksQuery = () =>
    queryOptions({
        queryKey: keys.house("checks"),
        queryFn: ({ signal }) => call(api.GET("/checks", { signal })),
        staleTime: HOUSE_FRESH_MS,
    });

export const kindsQuery = () =>
    queryOptions({
        queryKey: keys.house("kinds"),
        queryFn: ({ signal }) => call(api.GET("/kinds", { signal })),
        staleTime: HOUSE_FRESH_MS,
    });
