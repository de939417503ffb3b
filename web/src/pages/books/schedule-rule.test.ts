import { expect, test } from "vitest";

import { chosenOf, faultsOf, monthlyFrom, ruleOf, type ScheduleChosen } from "./schedule-rule";

const start = "2026-01-30";
const chosen = (some: Partial<ScheduleChosen>): ScheduleChosen => ({ ...monthlyFrom(start), ...some });

test("what is chosen is a rule, and the rule is what was chosen", () => {
    const cases: [ScheduleChosen, string][] = [
        [chosen({ day: "1" }), "FREQ=MONTHLY;BYMONTHDAY=1"],
        [chosen({ frequency: "weekly", interval: "2", week: ["FR"] }), "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"],
        [chosen({ onMonth: "last" }), "FREQ=MONTHLY;BYMONTHDAY=-1"],
        [chosen({ onMonth: "week-day", place: "-1", placeDay: "FR" }), "FREQ=MONTHLY;BYDAY=-1FR"],
        [chosen({ frequency: "yearly" }), "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=30"],
        [chosen({ frequency: "daily", ends: "count", count: "12" }), "FREQ=DAILY;COUNT=12"],
        [
            chosen({ day: "5", ends: "until", until: "2027-12-31" }),
            "FREQ=MONTHLY;BYMONTHDAY=5;UNTIL=20271231",
        ],
        [chosen({ frequency: "weekly", week: ["FR", "MO"] }), "FREQ=WEEKLY;BYDAY=MO,FR"],
    ];
    for (const [from, rule] of cases) {
        expect(faultsOf(from)).toEqual({});
        expect(ruleOf(from)).toBe(rule);
        const again = chosenOf({ rule, start, weekend: "leave" });
        expect(ruleOf(again)).toBe(rule);
        expect(again.frequency).toBe(from.frequency);
    }
});

test("a rule without a day means that of its start; what cannot be chosen stays a text", () => {
    expect(chosenOf({ rule: "FREQ=MONTHLY", start })).toMatchObject({ frequency: "monthly", day: "30" });
    expect(chosenOf({ rule: "RRULE:FREQ=WEEKLY", start })).toMatchObject({
        frequency: "weekly",
        week: ["FR"],
    });
    for (const rule of [
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=5FR",
    ])
        expect(chosenOf({ rule, start })).toMatchObject({ frequency: "own", own: rule });
});

test("what is not complete is said beside its field", () => {
    expect(faultsOf(chosen({ interval: "0" })).interval).toBe("Enter a number from 1 to 1000");
    expect(faultsOf(chosen({ frequency: "weekly", week: [] })).week).toBe("Choose at least one day");
    expect(faultsOf(chosen({ day: "32" })).day).toBe("Enter a day from 1 to 31");
    expect(faultsOf(chosen({ ends: "until", until: "2026-01-01" })).until).toBe("It ends before it begins");
    expect(faultsOf(chosen({ ends: "count", count: "x" })).count).toMatch(/number/);
    expect(faultsOf(chosen({ frequency: "own", own: " " })).own).toMatch(/FREQ=MONTHLY/);
});
