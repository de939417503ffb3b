/** Where the console begins. */
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import "./styles.css";

import { makeQueryClient } from "./api/query";
import { Providers } from "./app/providers";
import { makeRouter } from "./app/router";
import { watchSession } from "./app/session";
import { followSystemTheme } from "./lib/theme";
import { takeToken } from "./pages/auth/link-token";

// First of all: the token of a mail's link leaves the address bar, before anything is loaded that might keep it.
takeToken();

// Dialogs keep the page behind them still by a style that they insert: it needs the nonce of the page.
const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
if (nonce !== undefined && nonce !== "") setNonce(nonce);

followSystemTheme();
const client = makeQueryClient();
watchSession(client);
const router = makeRouter(client);

const place = document.getElementById("root");
if (place === null) throw new Error("the page has no place for the console");
createRoot(place).render(
    <StrictMode>
        <Providers client={client}>
            <RouterProvider router={router} />
        </Providers>
    </StrictMode>,
);
