/** Pictures of every page: `cargo xtask screenshots`. */
import { defineConfig } from "@playwright/test";

import tests from "./playwright.config";

export default defineConfig({ ...tests, testMatch: "pictures.ts", timeout: 900_000 });
