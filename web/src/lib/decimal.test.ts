import { expect, test } from "vitest";

import { fromMinor, negated, rateOf, readTyped, sumOf, toMinor } from "./decimal";

test.each([
    ["12", "12.00"],
    ["12.5", "12.50"],
    ["12,50", "12.50"],
    ["1.234,56", "1234.56"],
    ["1,234.56", "1234.56"],
    ["1.234.567", "1234567.00"],
    ["1,234,567.8", "1234567.80"],
    ["1.234", "1234.00"],
    ["1 234,5", "1234.50"],
    ["1'234.50", "1234.50"],
    [",5", "0.50"],
    ["12+3.50", "15.50"],
    ["12,50 + 3 - 0,01", "15.49"],
    ["-4", "-4.00"],
    ["−4,20", "-4.20"],
    ["0.1+0.2", "0.30"],
    ["90071992547409.93+0.01", "90071992547409.94"],
])("%s is read as %s", (typed, amount) => {
    expect(readTyped(typed, 2)).toEqual({ amount });
});

test.each(["", "x", "12x", "1.2.3", "1,23,456", "12++3", "12+", "1.234.5", "..", "1.234,567"])(
    "%s is no amount",
    (typed) => {
        expect(readTyped(typed, 2)).toHaveProperty("fault");
    },
);

test("decimals are those of the currency, and a dinar has three", () => {
    expect(readTyped("1.234", 3)).toEqual({ amount: "1.234" });
    expect(readTyped("1.234", 0)).toEqual({ amount: "1234" });
    expect(readTyped("0.125", 2)).toHaveProperty("fault");
    expect(readTyped("5.5", 0)).toHaveProperty("fault");
});

test("sums are exact beyond what floating point holds", () => {
    expect(sumOf(["0.1", "0.2", "-0.30"])).toBe("0.00");
    expect(sumOf(["9007199254740993.01", "0.01"])).toBe("9007199254740993.02");
    expect(toMinor("-0.05", 2)).toBe(-5n);
    expect(fromMinor(-5n, 2)).toBe("-0.05");
    expect(fromMinor(5n, 0)).toBe("5");
    expect(negated("0.00")).toBe("0.00");
    expect(negated("-1.00")).toBe("1.00");
});

test("a rate is the one of both amounts", () => {
    expect(rateOf("100.00", "108.42")).toBe("1.0842");
    expect(rateOf("3.00", "1.00")).toBe("0.3333333333");
    expect(rateOf("1.00", "155")).toBe("155");
    expect(rateOf("0.00", "1.00")).toBeUndefined();
});
