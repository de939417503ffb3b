/** Chromium against the real program, at desktop and phone size. No retries: a test that passes on a second try has failed. */
import { defineConfig } from "@playwright/test";

/** Debian's own Chromium, unless another is named. */
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

const launchOptions = {
    executablePath: CHROMIUM,
    args: [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
    ],
};

export default defineConfig({
    testDir: ".",
    outputDir: "results",
    retries: 0,
    workers: 1,
    forbidOnly: true,
    reporter: "list",
    timeout: 60_000,
    use: { browserName: "chromium", launchOptions, actionTimeout: 20_000, trace: "retain-on-failure" },
    projects: [
        { name: "desktop", use: { viewport: { width: 1280, height: 800 } } },
        {
            name: "phone",
            // Nobody uses a phone by the keyboard alone.
            testIgnore: "keyboard.spec.ts",
            use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
        },
    ],
});
