import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** The program that `npm run dev` asks. */
const SKYTALLY_URL = process.env.SKYTALLY_URL ?? "http://127.0.0.1:8280";

/** Puts the theme script into the page: a classic one, as a file of its own, because the CSP allows no inline script. */
function themeScript(): Plugin {
    const source = readFileSync(new URL("src/theme/theme.js", import.meta.url), "utf8");
    const name = `assets/theme-${createHash("sha256").update(source).digest("hex").slice(0, 8)}.js`;
    return {
        name: "skytally-theme-script",
        configureServer(server) {
            server.middlewares.use(`/${name}`, (_request, response) => {
                response.setHeader("content-type", "text/javascript");
                response.end(source);
            });
        },
        generateBundle() {
            this.emitFile({ type: "asset", fileName: name, source });
        },
        transformIndexHtml: {
            order: "pre",
            handler: () => [{ tag: "script", attrs: { src: `/${name}` }, injectTo: "head-prepend" }],
        },
    };
}

export default defineConfig(({ mode }) => ({
    resolve: { alias: { "~": fileURLToPath(new URL("src", import.meta.url)) } },
    plugins: [react(), tailwindcss(), themeScript()],
    // The server replaces the placeholder in every answer. In development there is no CSP and no server to replace it.
    html: mode === "production" ? { cspNonce: "__CSP_NONCE__" } : {},
    build: {
        outDir: "dist",
        assetsDir: "assets",
        sourcemap: false,
        assetsInlineLimit: 0,
        target: "es2022",
        manifest: true,
    },
    server: { proxy: { "/api": { target: SKYTALLY_URL, changeOrigin: false }, "/docs": SKYTALLY_URL } },
    test: {
        environment: "./src/test/environment.ts",
        setupFiles: ["src/test/setup.ts"],
        include: ["src/**/*.test.{ts,tsx}"],
        restoreMocks: true,
    },
}));
