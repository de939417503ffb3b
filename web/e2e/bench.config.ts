/** Measuring: `cargo xtask bench console`. One size, one browser, no traces: nothing that takes time of its own. */
import { defineConfig } from "@playwright/test";

import tests from "./playwright.config";

export default defineConfig({
    ...tests,
    testMatch: "bench.ts",
    outputDir: "results-bench",
    timeout: 900_000,
    use: { ...tests.use, trace: "off" },
    projects: [{ name: "desktop", use: { viewport: { width: 1280, height: 800 } } }],
});
