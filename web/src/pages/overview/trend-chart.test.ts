import { expect, test } from "vitest";

import { layersOf, ticksOf } from "./overview-rows";

test.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [7, [0, 2, 4, 6, 8]],
    [60, [0, 20, 40, 60]],
    [16_690, [0, 5_000, 10_000, 15_000, 20_000]],
])("an axis up to %j has round whole steps %j", (most, ticks) => {
    expect(ticksOf(most)).toEqual(ticks);
});

test("each severity lies on the one that is worse, and the last ends at the sum", () => {
    const day = { day: "2026-01-01", critical: 1, high: 2, medium: 0, low: 4, info: 8 };
    const layers = layersOf([day, { ...day, critical: 0 }]);
    expect(layers.map(({ severity }) => severity)).toEqual(["critical", "high", "medium", "low", "info"]);
    expect(layers.map(({ above }) => above)).toEqual([
        [1, 0],
        [3, 2],
        [3, 2],
        [7, 6],
        [15, 14],
    ]);
    expect(layers[1]?.below).toEqual([1, 0]);
});
