import { expect, test } from "vitest";

import { withThreshold } from "~/api/thresholds";

import { formOf, readValue, writeValue } from "./variables";

test.each([
    [90, "60", 60],
    [90, " 0 ", 0],
    [0.5, "0.75", 0.75],
    [true, "false", false],
    ["^a$", "^b,c$", "^b,c$"],
    [[22, 3389], "22, 80 443", [22, 80, 443]],
    [[22, 3389], "", []],
    [["a"], "x\n\n y, z \n", ["x", "y, z"]],
    [[], "one", ["one"]],
    [{ a: 1 }, '{"a": 2}', { a: 2 }],
])("where %j is usual, %j is read as %j, and written back the same", (usual, text, value) => {
    expect(readValue(text, usual)).toEqual({ value });
    expect(readValue(writeValue(value, formOf(usual)), usual)).toEqual({ value });
});

test.each([
    [90, "", "Enter a number"],
    [90, "29.5", "Enter a whole number"],
    [90, "many", "Enter a number"],
    [[22], "22, x", "x: enter a number"],
    ["^a$", " ", "Enter a value"],
    [{ a: 1 }, "{", "Enter JSON of the same form as the usual value"],
])("where %j is usual, %j is refused", (usual, text, fault) => {
    expect(readValue(text, usual)).toEqual({ fault });
});

test("a change leaves the others, and the usual value is no threshold", () => {
    const now = { "iam.key": { days: 30, hours: 1 }, "ec2.sg": { ports: [22] } };
    expect(withThreshold(now, { check: "iam.key", variable: "days", value: 60 })).toEqual({
        "iam.key": { days: 60, hours: 1 },
        "ec2.sg": { ports: [22] },
    });
    expect(withThreshold(now, { check: "ec2.sg", variable: "ports", value: undefined })).toEqual({
        "iam.key": { days: 30, hours: 1 },
    });
    expect(withThreshold({}, { check: "a", variable: "b", value: undefined })).toEqual({});
});
