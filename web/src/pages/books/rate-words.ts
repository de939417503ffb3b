/** Rates as people type them. Pure. */

/** An exact decimal above zero, with a point; undefined where the text is none. */
export function rateTyped(text: string): string | undefined {
    const plain = text.replace(/[\s'’\u00a0\u202f]/g, "").replace(",", ".");
    if (!/^\d{1,15}(\.\d{1,15})?$/.test(plain) || !/[1-9]/.test(plain)) return undefined;
    return plain.replace(/^0+(?=\d)/, "");
}
