/** What anybody may know of the service before they sign in. */
import { queryOptions } from "@tanstack/react-query";

import { api, call } from "./client";
import { keys } from "./keys";
import { HOUSE_FRESH_MS } from "./query";

export const aboutQuery = () =>
    queryOptions({
        queryKey: keys.about,
        queryFn: ({ signal }) => call(api.GET("/about", { signal })),
        staleTime: HOUSE_FRESH_MS,
    });
