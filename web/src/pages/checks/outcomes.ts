/** What outcomes are called, and how the numbers of a check are told. Pure. */
import type { CheckStanding, Counted, Outcome } from "~/api/posture";
import { number, plural, sentence } from "~/lib/format";
import type { OutcomePart } from "~/ui/outcome-bar";

/** In the order in which they matter. */
export const OUTCOMES = ["fail", "unknown", "pass"] as const satisfies readonly Outcome[];

export const OUTCOME_WORD: Record<Outcome, string> = { fail: "Fail", unknown: "Unknown", pass: "Pass" };

type Numbers = Pick<CheckStanding, "pass" | "fail" | "unknown" | "not_applicable">;

export const partsOf = ({ fail, unknown, pass }: Numbers): OutcomePart[] => [
    { name: "fail", value: fail, as: "fail" },
    { name: "unknown", value: unknown, as: "unknown" },
    { name: "pass", value: pass, as: "pass" },
];

/** Resources of which the check says something. */
export const asked = ({ fail, unknown, pass }: Numbers): number => fail + unknown + pass;

/** Only here "all pass" may be said: nothing fails, and everything was seen. */
export const allPass = (standing: CheckStanding, accounts: Counted): boolean =>
    standing.fail === 0 &&
    standing.unknown === 0 &&
    standing.unseen === 0 &&
    standing.pass > 0 &&
    accounts.not_yet === 0;

/** Why more may be unknown than the numbers say; null where there is nothing to say. */
export function unseenText({ unseen }: Pick<CheckStanding, "unseen">): string | null {
    if (unseen === 0) return null;
    return unseen === 1
        ? "in one account the check was not made, or something that it is about is not collected"
        : `in ${number(unseen)} accounts the check was not made, or something that it is about is not collected`;
}

/** A sentence of the API: begins large, unless with the name of a thing (`aws.ec2.volume`, `iam:GetUser`). */
export const say = (text: string): string => (/^\S*[.:]\S/.test(text) ? text : sentence(text));

export const pillarName = (pillar: string): string => sentence(pillar.replaceAll("-", " "));

export const notYetText = (accounts: Counted): string =>
    `${plural(accounts.not_yet, "cloud account")} ${accounts.not_yet === 1 ? "has" : "have"} no evaluated generation yet`;
