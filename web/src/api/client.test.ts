import { delay, HttpResponse } from "msw";
import { expect, test, vi } from "vitest";

import { refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { http } from "~/mocks/http";

import { api, call, ifMatch, onSessionOver } from "./client";
import { asProblem, Problem } from "./problem";
import { retryPauseMs, shouldRetry } from "./query";

const fleet = () => call(api.GET("/fleet"));
const failure = async (): Promise<Problem> => {
    const error: unknown = await fleet().then(
        () => undefined,
        (thrown: unknown) => thrown,
    );
    if (!(error instanceof Problem)) throw new Error("no problem was thrown");
    return error;
};

test("an answer gives its body", async () => {
    expect((await fleet()).items.map((item) => item.workspace.name)).toContain("Alder Freight");
});

test("a refusal becomes a problem with all that it says", async () => {
    server.use(
        http.untyped.get("*/api/v1/fleet", () =>
            HttpResponse.json(
                {
                    type: "t",
                    title: "t",
                    status: 429,
                    code: "too-many-requests",
                    detail: "wait",
                    errors: [],
                    retry_after_s: 7,
                    request_id: "r1",
                },
                { status: 429 },
            ),
        ),
    );
    expect(await failure()).toMatchObject({
        status: 429,
        code: "too-many-requests",
        detail: "wait",
        retryAfterS: 7,
        requestId: "r1",
    });
});

test("an answer of something in between is a problem too, with the id of its header", async () => {
    server.use(
        http.untyped.get(
            "*/api/v1/fleet",
            () =>
                new HttpResponse("<h1>Bad gateway</h1>", { status: 502, headers: { "x-request-id": "r2" } }),
        ),
    );
    expect(await failure()).toMatchObject({
        status: 502,
        code: "unreadable",
        requestId: "r2",
        passing: true,
    });
});

test("no answer is a problem with a code of its own", async () => {
    server.use(http.untyped.get("*/api/v1/fleet", () => HttpResponse.error()));
    expect(await failure()).toMatchObject({ status: 0, code: "no-answer" });
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    expect(await failure()).toMatchObject({ status: 0, code: "offline" });
});

test("an answer that does not come is given up", async () => {
    const timeout = vi
        .spyOn(AbortSignal, "timeout")
        .mockImplementation(() => AbortSignal.abort(new DOMException("late", "TimeoutError")));
    server.use(http.untyped.get("*/api/v1/fleet", () => delay("infinite")));
    expect(await failure()).toMatchObject({ status: 0, code: "too-slow" });
    expect(timeout).toHaveBeenCalledWith(30_000);
});

test("who is no longer signed in is told so once, and a wrong password is not that", async () => {
    const told = vi.fn();
    onSessionOver(told);
    server.use(http.untyped.get("*/api/v1/fleet", () => refuse(401, "sign-in-failed", "wrong")));
    await failure();
    expect(told).not.toHaveBeenCalled();
    server.use(http.untyped.get("*/api/v1/fleet", () => refuse(401, "unauthenticated", "sign in first")));
    await failure();
    expect(told).toHaveBeenCalledTimes(1);
    onSessionOver(null);
});

test("only what may pass by itself is tried again, and not for ever", () => {
    const problem = (status: number, code: string) => new Problem({ status, code, detail: "" });
    expect(shouldRetry(0, problem(503, "unavailable"))).toBe(true);
    expect(shouldRetry(0, problem(0, "no-answer"))).toBe(true);
    expect(shouldRetry(2, problem(503, "unavailable"))).toBe(false);
    for (const [status, code] of [
        [400, "bad-query"],
        [401, "unauthenticated"],
        [403, "forbidden"],
        [404, "not-found"],
        [500, "internal"],
        [0, "offline"],
    ] as const) {
        expect(shouldRetry(0, problem(status, code))).toBe(false);
    }
    expect(
        retryPauseMs(0, new Problem({ status: 429, code: "too-many-requests", detail: "", retryAfterS: 3 })),
    ).toBe(3000);
});

test("a version becomes the tag that the API reads", () => {
    expect(ifMatch(3)).toEqual({ "if-match": '"v3"' });
});

test("what is no problem becomes one that says nothing of the inside", () => {
    expect(asProblem(new RangeError("secret"))).toMatchObject({ code: "unreadable" });
    expect(asProblem(new RangeError("secret")).detail).not.toContain("secret");
});
