/** How controls are told: their states, their sections, and what an address has open. Pure. */
import { CONTROL_STATES, type ControlStanding, type ControlState, type ControlTotals } from "~/api/posture";
import type { OutcomePart } from "~/ui/outcome-bar";

export const STATE_WORD: Record<ControlState, string> = {
    failed: "Failed",
    unknown: "Unknown",
    passed: "Passed",
    not_applicable: "Not applicable",
    not_checked: "Not checked",
};

/** What a state means, in a sentence. */
export const STATE_MEANS: Record<ControlState, string> = {
    failed: "A check of it fails somewhere. A muted failure is one.",
    unknown: "Nothing of it is known to fail, and something is not known.",
    passed: "All of it is known, and passes.",
    not_applicable: "All of it is known, and there is nothing that it is about.",
    not_checked: "No check of ours speaks to it.",
};

export const totalParts = (totals: Record<ControlState, number>): OutcomePart[] => [
    { name: "failed", value: totals.failed, as: "fail" },
    { name: "unknown", value: totals.unknown, as: "unknown" },
    { name: "passed", value: totals.passed, as: "pass" },
    { name: "not applicable", value: totals.not_applicable, as: "none" },
    { name: "not checked", value: totals.not_checked, as: "none" },
];

/** "1.12" is of section 1, "EC2.19" of section EC2. */
export const sectionOf = (control: string): string => control.split(".")[0] ?? control;

export const sectionName = (section: string): string =>
    /^\d+$/.test(section) ? `Section ${section}` : section;

export interface ControlSection {
    section: string;
    controls: ControlStanding[];
    totals: Record<ControlState, number>;
}

/** In the order of the framework. */
export function sectionsOf(controls: readonly ControlStanding[]): ControlSection[] {
    const sections = new Map<string, ControlSection>();
    for (const control of controls) {
        const section = sectionOf(control.id);
        const now = sections.get(section) ?? { section, controls: [], totals: noTotals() };
        now.controls.push(control);
        now.totals[control.state] += 1;
        sections.set(section, now);
    }
    return [...sections.values()];
}

const noTotals = (): Record<ControlState, number> => ({
    failed: 0,
    unknown: 0,
    passed: 0,
    not_applicable: 0,
    not_checked: 0,
});

/** Controls that fit the search, by number, title or check. */
function fits({ id, title, checks }: ControlStanding, q: string): boolean {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    const text = `${id} ${title} ${checks.map((one) => `${one.check} ${one.title}`).join(" ")}`.toLowerCase();
    return words.every((word) => text.includes(word));
}

export const filterControls = (
    controls: readonly ControlStanding[],
    q: string,
    states: readonly ControlState[],
): ControlStanding[] =>
    controls.filter((one) => fits(one, q) && (states.length === 0 || states.includes(one.state)));

export function countStates(controls: readonly ControlStanding[], q: string): Record<ControlState, number> {
    const counts = noTotals();
    for (const control of controls) if (fits(control, q)) counts[control.state] += 1;
    return counts;
}

/** Whether the numbers add up to all controls: else the API knows a state that this console does not. */
export const addsUp = (totals: ControlTotals): boolean =>
    CONTROL_STATES.reduce((sum, state) => sum + totals[state], 0) === totals.controls;

// ---- what is open: controls by their number, checks as `control/check`

export const openCheck = (control: string, check: string): string => `${control}/${check}`;

/** Opens or closes. With a control its checks close too; with a check its control is open. */
export function toggled(open: readonly string[], what: string): string[] {
    if (open.includes(what)) return open.filter((one) => one !== what && !one.startsWith(`${what}/`));
    const control = what.includes("/") ? what.slice(0, what.indexOf("/")) : null;
    return [...new Set([...open, ...(control === null ? [] : [control]), what])];
}
