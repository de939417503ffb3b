/** What every test stands on: the mocked API, and the few things that jsdom lacks. */
import "@testing-library/jest-dom/vitest";

import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";

import { resetWorld } from "~/mocks/world";
import { server } from "~/mocks/server";

// A busy machine is slow, not wrong: conditions are waited for longer than any of them takes.
configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 60_000 });

/** Set it to look at a page as on a phone. */
export const screenSize = { phone: false, dark: false };

// A call that no handler answers is a mistake of the test.
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterAll(() => server.close());

beforeEach(() => {
    resetWorld();
    screenSize.phone = false;
    screenSize.dark = false;
    localStorage.clear();
    history.replaceState(null, "", "/");
    vi.stubGlobal("matchMedia", (query: string) => ({
        matches: query.includes("width <") ? screenSize.phone : query.includes("dark") && screenSize.dark,
        addEventListener: () => undefined,
        removeEventListener: () => undefined,
    }));
    vi.stubGlobal("scrollTo", () => undefined);
    vi.stubGlobal(
        "ResizeObserver",
        class {
            observe(): void {}
            unobserve(): void {}
            disconnect(): void {}
        },
    );
    Element.prototype.scrollIntoView = () => undefined;
    // jsdom reads files only the old way.
    Object.defineProperty(Blob.prototype, "arrayBuffer", {
        configurable: true,
        value: function (this: Blob) {
            return new Promise((resolve, reject) => {
                const reader = new FileReader();
                reader.onload = () => resolve(reader.result);
                reader.onerror = () => reject(new Error("the file cannot be read"));
                reader.readAsArrayBuffer(this);
            });
        },
    });
    Element.prototype.hasPointerCapture = () => false;
    // Rows of tables have a height, or all of them would be in sight.
    Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, get: () => 44 });
});

afterEach(() => {
    cleanup();
    server.resetHandlers();
});
