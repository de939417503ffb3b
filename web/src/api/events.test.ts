import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";

import { invalidateFor, readChange } from "./events";
import { keys } from "./keys";

function stale(what: string | null): string[] {
    const client = new QueryClient();
    const all = [
        keys.fleet,
        keys.of("w", "findings", "x"),
        keys.of("w", "members"),
        keys.of("w", "runs"),
        keys.of("other", "findings"),
    ];
    for (const key of all) client.setQueryData(key, 1);
    invalidateFor(client, "w", what);
    return all.filter((key) => client.getQueryState(key)?.isInvalidated).map((key) => key.join("/"));
}

test("a change makes old what it touches, in its workspace only", () => {
    expect(stale("finding")).toEqual(["fleet", "workspace/w/findings/x"]);
    expect(stale("members")).toEqual(["fleet", "workspace/w/members"]);
});

test("a generation, a missed event and an unknown word make all of the workspace old", () => {
    const all = ["fleet", "workspace/w/findings/x", "workspace/w/members", "workspace/w/runs"];
    expect(stale("generation")).toEqual(all);
    expect(stale(null)).toEqual(all);
    expect(stale("toString")).toEqual(all);
    expect(stale("something-new")).toEqual(all);
});

test("an event that cannot be read is no change", () => {
    expect(readChange('{"at":"t","what":"run","subject":"s"}')).toEqual({
        at: "t",
        what: "run",
        subject: "s",
    });
    expect(readChange("{")).toBeNull();
    expect(readChange('{"what":1}')).toBeNull();
});
