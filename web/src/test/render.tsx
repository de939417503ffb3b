/** Shows the real console at an address, with its real router, over the mocked API. */
import { RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";

import { makeQueryClient } from "~/api/query";
import { Providers } from "~/app/providers";
import { makeRouter } from "~/app/router";
import { setSessionOver, watchSession } from "~/app/session";
import { forgetLinks, takeToken } from "~/pages/auth/link-token";

export interface Shown {
    user: UserEvent;
    /** The address now: path and search. */
    at: () => string;
}

export function showAt(path: string): Shown {
    history.replaceState(null, "", path);
    // The browser comes in, as in main.tsx.
    forgetLinks();
    takeToken();
    setSessionOver(false);
    const client = makeQueryClient();
    // What is to fail fails at once.
    client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
    watchSession(client);
    const router = makeRouter(client);
    render(
        <Providers client={client}>
            <RouterProvider router={router} />
        </Providers>,
    );
    return { user: userEvent.setup(), at: () => router.state.location.href };
}
