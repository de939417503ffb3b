/** When something comes again, in plain words; what the rule comes to stands below, as the program reads it. */
import { useQuery } from "@tanstack/react-query";

import { tryScheduleQuery } from "~/api/definitions";
import { asProblem } from "~/api/problem";
import { cx } from "~/lib/cx";
import { plural, sentence } from "~/lib/format";
import { Alert } from "~/ui/alert";
import type { FormState } from "~/ui/form";
import { Input } from "~/ui/input";
import { Select } from "~/ui/select";

import { DayInput } from "./day-input";
import { dayWords } from "./days";
import {
    type Ends,
    faultsOf,
    type Frequency,
    type OnMonth,
    PLACES,
    ruleOf,
    type ScheduleChosen,
    scheduleOf,
    WEEK,
} from "./schedule-rule";

const EACH: Record<Exclude<Frequency, "own">, string> = {
    daily: "days",
    weekly: "weeks",
    monthly: "months",
    yearly: "years",
};

interface Props<V extends ScheduleChosen> {
    workspace: string;
    form: FormState<V>;
    /** It is there already: what has passed was posted, and is not posted anew. */
    kept: boolean;
}

export function ScheduleFields<V extends ScheduleChosen>({ workspace, form, kept }: Props<V>) {
    // The fields of the schedule are those of whatever form it stands in.
    const { field, set } = form as unknown as FormState<ScheduleChosen>;
    const values: ScheduleChosen = form.values;
    const { frequency, onMonth, ends } = values;
    const week = field("week");
    return (
        <fieldset className="flex flex-col gap-3">
            <legend className="mb-2 text-sm font-medium">When</legend>
            <div className="grid grid-cols-2 gap-3 phone:grid-cols-1">
                <Select<Frequency>
                    label="It comes"
                    {...field("frequency")}
                    onChange={(next) => {
                        // What was chosen is what one begins with.
                        if (next === "own") set({ own: ruleOf(values) });
                        field("frequency").onChange(next);
                    }}
                    choices={[
                        { value: "daily", label: "Every day" },
                        { value: "weekly", label: "Every week" },
                        { value: "monthly", label: "Every month" },
                        { value: "yearly", label: "Every year" },
                        { value: "own", label: "By a rule of RFC 5545" },
                    ]}
                />
                {frequency === "own" ? (
                    <Input
                        label="Rule"
                        autoComplete="off"
                        spellCheck={false}
                        maxLength={500}
                        {...field("own")}
                    />
                ) : (
                    <Input
                        label={`Every how many ${EACH[frequency]}`}
                        inputMode="numeric"
                        autoComplete="off"
                        {...field("interval")}
                    />
                )}
            </div>
            {frequency === "weekly" && (
                <div role="group" aria-label="On which days" className="flex flex-col gap-1">
                    <span className="text-sm font-medium">On</span>
                    <div className="flex flex-wrap gap-1.5">
                        {WEEK.map(({ code, name, short }) => {
                            const on = values.week.includes(code);
                            return (
                                <button
                                    key={code}
                                    type="button"
                                    aria-label={name}
                                    aria-pressed={on}
                                    onClick={() =>
                                        week.onChange(
                                            on
                                                ? values.week.filter((one) => one !== code)
                                                : [...values.week, code],
                                        )
                                    }
                                    className={cx(
                                        "h-8 rounded-md border px-2.5 text-sm phone:h-10",
                                        on
                                            ? "border-accent bg-accent-soft text-accent-text font-medium"
                                            : "border-line-strong text-ink-2 hover:bg-hover",
                                    )}
                                >
                                    {short}
                                </button>
                            );
                        })}
                    </div>
                    {week.error !== undefined && (
                        <p role="alert" className="text-critical text-xs">
                            {week.error}
                        </p>
                    )}
                </div>
            )}
            {frequency === "monthly" && (
                <div className="grid grid-cols-2 gap-3 phone:grid-cols-1">
                    <Select<OnMonth>
                        label="On"
                        {...field("onMonth")}
                        choices={[
                            { value: "day", label: "A day of the month" },
                            { value: "last", label: "The last day of the month" },
                            { value: "week-day", label: "A day of the week" },
                        ]}
                    />
                    {onMonth === "day" && (
                        <Input
                            label="Day of the month"
                            inputMode="numeric"
                            autoComplete="off"
                            {...(Number(values.day) > 28
                                ? { hint: "Months that have no such day are left out." }
                                : {})}
                            {...field("day")}
                        />
                    )}
                    {onMonth === "week-day" && (
                        <div className="grid grid-cols-2 gap-2">
                            <Select label="Which" {...field("place")} choices={PLACES} />
                            <Select
                                label="Day of the week"
                                {...field("placeDay")}
                                choices={WEEK.map(({ code, name }) => ({ value: code, label: name }))}
                            />
                        </div>
                    )}
                </div>
            )}
            <div className="grid grid-cols-2 gap-3 phone:grid-cols-1">
                <DayInput label="From" {...field("start")} />
                <Select
                    label="On a weekend"
                    {...field("weekend")}
                    choices={[
                        { value: "leave", label: "It stays" },
                        { value: "before", label: "The Friday before" },
                        { value: "after", label: "The Monday after" },
                    ]}
                />
                {frequency !== "own" && (
                    <Select<Ends>
                        label="Until"
                        {...field("ends")}
                        choices={[
                            { value: "never", label: "Without an end" },
                            { value: "until", label: "A day" },
                            { value: "count", label: "So many times" },
                        ]}
                    />
                )}
                {frequency !== "own" && ends === "until" && <DayInput label="Last day" {...field("until")} />}
                {frequency !== "own" && ends === "count" && (
                    <Input
                        label="How many times"
                        inputMode="numeric"
                        autoComplete="off"
                        {...field("count")}
                    />
                )}
            </div>
            <Tried workspace={workspace} chosen={values} kept={kept} />
        </fieldset>
    );
}

/** What the program makes of it: words, the rule itself, the days to come, and how many have passed. */
function Tried({ workspace, chosen, kept }: { workspace: string; chosen: ScheduleChosen; kept: boolean }) {
    const whole = Object.keys(faultsOf(chosen)).length === 0;
    const rule = ruleOf(chosen);
    const tried = useQuery({
        ...tryScheduleQuery(workspace, scheduleOf(chosen)),
        enabled: whole,
        placeholderData: (before) => before,
    });
    return (
        <div aria-live="polite" className="bg-sunken rounded-md px-3 py-2.5 text-sm">
            {tried.error !== null && whole ? (
                <p className="text-critical">{sentence(asProblem(tried.error).detail)}</p>
            ) : tried.data === undefined ? (
                <p className="text-ink-3">{whole ? "Looking which days these are…" : "Not complete yet."}</p>
            ) : (
                <>
                    <p className="font-medium first-letter:uppercase">{tried.data.words}</p>
                    <p className="text-ink-2">
                        {tried.data.next.length === 0
                            ? "There is no day left."
                            : `Next: ${tried.data.next
                                  .slice(0, 3)
                                  .map(({ date }) => dayWords(date))
                                  .join(", ")}${tried.data.next.length > 3 ? " …" : ""}`}
                    </p>
                    {!kept && tried.data.past > 0 && (
                        <Alert tone="warn" className="mt-2">
                            {plural(tried.data.past, "day")} up to today{" "}
                            {tried.data.past === 1 ? "is" : "are"} posted at once. Let it begin later if that
                            is not meant.
                        </Alert>
                    )}
                </>
            )}
            <p className="text-ink-3 mt-1 font-mono text-xs break-all">{rule}</p>
        </div>
    );
}
