import { expect, test } from "vitest";

import { flag, list, oneOf, parseSearch, search, stringifySearch, text, whole } from "./search";

const validate = search({
    q: text(5),
    by: oneOf("check", "account"),
    severity: list("critical", "high"),
    region: list(),
    muted: flag,
    page: whole(1, 9),
});

test("what fits is read, and what does not is left out", () => {
    expect(
        validate(
            parseSearch("?q=1234567&by=check&severity=high,none,high&region=a,b&muted=false&page=3&more=x"),
        ),
    ).toEqual({
        q: "12345",
        by: "check",
        severity: ["high"],
        region: ["a", "b"],
        muted: false,
        page: 3,
    });
    expect(validate(parseSearch("?q=&by=x&severity=none&muted=1&page=99"))).toEqual({});
});

test("a validated search survives the way through the address", () => {
    const values = { q: "a&b", severity: ["critical", "high"], muted: true };
    expect(stringifySearch(values)).toBe("?q=a%26b&severity=critical,high&muted=true");
    expect(validate(parseSearch(stringifySearch(values)))).toEqual(values);
});
