/** Pictures of every page: `cargo xtask screenshots`. */
import { defineConfig } from "@playwright/test";

import tests from "./playwright.config";

// A folder of its own: a run empties its folder, also while another run writes into it.
export default defineConfig({
    ...tests,
    testMatch: "pictures.ts",
    timeout: 900_000,
    outputDir: "results-pictures",
});
