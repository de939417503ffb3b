/**
 * jsdom, with Node's own fetch and what belongs to it: jsdom has signals and requests of its own that Node's fetch does not
 * take.
 */
import { builtinEnvironments, type Environment } from "vitest/runtime";

const KEPT = [
    "fetch",
    "Request",
    "Response",
    "Headers",
    "AbortController",
    "AbortSignal",
    "ReadableStream",
] as const;

const environment: Environment = {
    name: "browser-like",
    viteEnvironment: "client",
    async setup(global: typeof globalThis, options) {
        const own = KEPT.map((name) => [name, global[name]] as const);
        const { teardown } = await builtinEnvironments.jsdom.setup(global, options);
        for (const [name, value] of own)
            Object.defineProperty(global, name, { value, configurable: true, writable: true });
        return { teardown };
    },
};

export default environment;
