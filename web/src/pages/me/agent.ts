/** Which browser on which system a session was begun with, as far as its own words say. */

/** Order matters: most browsers claim to be others too. */
const BROWSERS: readonly [RegExp, string][] = [
    [/\bEdgA?\//, "Edge"],
    [/\bOPR\/|\bOpera\b/, "Opera"],
    [/\bFirefox\/|\bFxiOS\//, "Firefox"],
    [/\bHeadlessChrome\//, "Chrome (headless)"],
    [/\bChrome\/|\bCriOS\//, "Chrome"],
    [/\bSafari\//, "Safari"],
    [/^curl\//, "curl"],
];

const SYSTEMS: readonly [RegExp, string][] = [
    [/\biPhone\b/, "iPhone"],
    [/\biPad\b/, "iPad"],
    [/\bAndroid\b/, "Android"],
    [/\bWindows\b/, "Windows"],
    [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
    [/\bCrOS\b/, "ChromeOS"],
    [/\bLinux\b/, "Linux"],
];

const CHARS_MAX = 60;

/** "Firefox on Linux"; what is not known is shown by its own words, and null is nothing said at all. */
export function agentName(agent: string): string | null {
    const text = agent.trim();
    if (text === "") return null;
    const find = (list: readonly [RegExp, string][]): string | undefined =>
        list.find(([pattern]) => pattern.test(text))?.[1];
    const [browser, system] = [find(BROWSERS), find(SYSTEMS)];
    if (browser === undefined) return text.length > CHARS_MAX ? `${text.slice(0, CHARS_MAX)}…` : text;
    return system === undefined ? browser : `${browser} on ${system}`;
}
