/**
 * Exact decimals: amounts of money as the API has them ("-12.50"), and as people type them. Whole minor units in `bigint`
 * within; nothing here goes through floating point, and nothing rounds without being asked to.
 */

/** Minor units of an exact decimal with at most so many decimals; undefined where it is none, or has more. */
export function toMinor(text: string, digits: number): bigint | undefined {
    const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
    if (match === null) return undefined;
    const [, sign, whole = "", rest = ""] = match;
    if (rest.length > digits) return undefined;
    const minor = BigInt(whole + rest.padEnd(digits, "0"));
    return sign === "-" ? -minor : minor;
}

/** The exact decimal of minor units, with all decimals of the currency. */
export function fromMinor(minor: bigint, digits: number): string {
    const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, "0");
    const sign = minor < 0n ? "-" : "";
    if (digits === 0) return sign + text;
    return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

export const isZero = (amount: string): boolean => /^-?0*(\.0*)?$/.test(amount);
export const isNegative = (amount: string): boolean => amount.startsWith("-") && !isZero(amount);

/** The opposite: "12.50" of "-12.50". Zero stays plain. */
export function negated(amount: string): string {
    if (isZero(amount)) return amount.replace(/^-/, "");
    return amount.startsWith("-") ? amount.slice(1) : `-${amount}`;
}

/** Of all of them, whatever their decimals. */
export function sumOf(amounts: readonly string[]): string {
    const digits = Math.max(0, ...amounts.map((amount) => amount.split(".")[1]?.length ?? 0));
    return fromMinor(
        amounts.reduce((sum, amount) => sum + (toMinor(amount, digits) ?? 0n), 0n),
        digits,
    );
}

export type Typed = { amount: string } | { fault: string };

/**
 * What somebody typed: `12.5`, `12,50`, `1.234,56`, `1 234`, and sums such as `12+3,50-1`. Of `.` and `,` the last one is the
 * point where both are there, or where it is followed by other than three digits; three digits after a single one are
 * thousands, unless the currency has three decimals.
 */
export function readTyped(text: string, digits: number): Typed {
    const plain = text.replaceAll("−", "-").replace(/[\s'’\u00a0\u202f]/g, "");
    if (plain === "") return { fault: "Enter an amount" };
    if (!/^[+-]?[^+-]+([+-][^+-]+)*$/.test(plain)) return { fault: `${text.trim()} is no amount` };
    const parts = plain.match(/[+-]?[^+-]+/g) ?? [];
    let sum = 0n;
    for (const part of parts) {
        const [, sign = "", number = ""] = /^([+-]?)(.*)$/.exec(part) ?? [];
        const exact = plainNumber(number, digits);
        if (exact === undefined) return { fault: `${part} is no amount` };
        const minor = toMinor(exact, digits);
        if (minor === undefined)
            return {
                fault:
                    digits === 0
                        ? `${part} has decimals; this currency has none`
                        : `${part} has more than ${digits} decimals`,
            };
        sum += sign === "-" ? -minor : minor;
    }
    return { amount: fromMinor(sum, digits) };
}

/** A number with at most one point, which is one. */
function plainNumber(text: string, digits: number): string | undefined {
    if (!/^[\d.,]+$/.test(text) || !/\d/.test(text)) return undefined;
    const marks = text.match(/[.,]/g) ?? [];
    const last = marks.at(-1);
    if (last === undefined) return text;
    const at = text.lastIndexOf(last);
    const after = text.slice(at + 1);
    const others = marks.slice(0, -1);
    const grouping =
        others.length > 0
            ? others.every((mark) => mark === last)
            : after.length === 3 && digits !== 3 && /^[1-9]\d{0,2}$/.test(text.slice(0, at));
    if (!grouping && others.includes(last)) return undefined;
    const [whole = "", decimals] = grouping ? [text] : [text.slice(0, at), after];
    const groups = whole.split(/[.,]/);
    if (
        groups.length > 1 &&
        !groups.every((group, index) => (index === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(group))
    )
        return undefined;
    return (groups.join("") || "0") + (decimals === undefined || decimals === "" ? "" : `.${decimals}`);
}

/** How many of `to` for one of `from`: rounded once, to so many decimals, and without the zeros at its end. */
export function rateOf(from: string, to: string, decimals = 10): string | undefined {
    const digits = Math.max(from.split(".")[1]?.length ?? 0, to.split(".")[1]?.length ?? 0);
    const [a, b] = [toMinor(from, digits), toMinor(to, digits)];
    if (a === undefined || b === undefined || a <= 0n || b <= 0n) return undefined;
    const scaled = (2n * b * 10n ** BigInt(decimals) + a) / (2n * a);
    if (scaled === 0n) return undefined;
    return fromMinor(scaled, decimals).replace(/\.?0+$/, "");
}
