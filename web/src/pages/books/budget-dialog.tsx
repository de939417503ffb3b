/** The form of a budget. */
import type { LedgerAccount } from "~/api/books";
import type { BudgetBody } from "~/api/definitions";
import { CURRENCIES } from "~/lib/currencies";
import { Button } from "~/ui/button";
import { Dialog, DialogFoot } from "~/ui/dialog";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { Select } from "~/ui/select";

import { choicesOf } from "./account-tree";
import { AmountInput } from "./amount-input";
import { bodyOfBudget, type BudgetTyped } from "./budget-words";
import { DayInput } from "./day-input";
import { WEEK } from "./schedule-rule";
import { OvertakenAlert, useOvertaken } from "./overtaken";
import { Suggest } from "./suggest";

interface Props {
    open: boolean;
    title: string;
    list: readonly LedgerAccount[];
    initial: BudgetTyped;
    save: (body: BudgetBody) => Promise<unknown>;
    /** The version that is changed; 0 where one is made. */
    version: number;
    onClose: () => void;
}

const MONTHS = Array.from({ length: 12 }, (_, at) => ({
    value: String(at + 1),
    label: new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" }).format(Date.UTC(2026, at, 1)),
}));

export function BudgetDialog({ open, title, list, initial, save, version, onClose }: Props) {
    return (
        <Dialog
            open={open}
            onOpenChange={(next) => {
                if (!next) onClose();
            }}
            title={title}
            description="For a category and all that are parts of it."
        >
            <Fields
                title={title}
                list={list}
                initial={initial}
                save={save}
                version={version}
                onClose={onClose}
            />
        </Dialog>
    );
}

function Fields({ title, list, initial, save, version, onClose }: Omit<Props, "open">) {
    const { overtaken } = useOvertaken(version);
    const form = useForm<BudgetTyped>({
        initial,
        check: (values) => {
            const made = bodyOfBudget(values);
            return "faults" in made ? made.faults : {};
        },
        submit: async (values) => {
            const made = bodyOfBudget(values);
            if ("body" in made) await save(made.body);
        },
    });
    const { every, currency } = form.values;
    const used = [...new Set([currency, ...list.flatMap((one) => one.currency ?? [])])];
    return (
        <Form form={form} label={title} className="grid grid-cols-6 gap-3">
            {overtaken && (
                <div className="col-span-6">
                    <OvertakenAlert />
                </div>
            )}
            <Suggest
                label="Category"
                className="col-span-6"
                placeholder="Choose a category"
                suggestions={choicesOf(list, ["expense", "income"])}
                {...form.field("category")}
            />
            <AmountInput
                label="Amount"
                className="col-span-4 phone:col-span-6"
                currency={currency}
                {...form.field("amount")}
            />
            <Select
                label="Currency"
                className="col-span-2 phone:col-span-6"
                {...form.field("currency")}
                choices={[...used, ...CURRENCIES.filter((code) => !used.includes(code))].map((code) => ({
                    value: code,
                    label: code,
                }))}
            />
            <Select
                label="Every"
                className="col-span-3 phone:col-span-6"
                {...form.field("every")}
                choices={[
                    { value: "week", label: "Week" },
                    { value: "month", label: "Month" },
                    { value: "quarter", label: "Quarter" },
                    { value: "year", label: "Year" },
                ]}
            />
            {every === "week" ? (
                <Select
                    label="It begins on"
                    className="col-span-3 phone:col-span-6"
                    {...form.field("firstWeekDay")}
                    choices={WEEK.map(({ name }, at) => ({ value: String(at + 1), label: name }))}
                />
            ) : (
                <Input
                    label="It begins on day"
                    className="col-span-3 phone:col-span-6"
                    inputMode="numeric"
                    autoComplete="off"
                    {...form.field("firstDay")}
                />
            )}
            {(every === "quarter" || every === "year") && (
                <Select
                    label="Of the month"
                    className="col-span-6"
                    {...form.field("firstMonth")}
                    choices={MONTHS}
                />
            )}
            <DayInput label="From" className="col-span-3 phone:col-span-6" {...form.field("start")} />
            <DayInput label="Until" optional className="col-span-3 phone:col-span-6" {...form.field("end")} />
            <fieldset className="col-span-6 grid grid-cols-3 gap-3">
                <legend className="mb-1 text-sm font-medium">
                    Thresholds <span className="text-ink-3 font-normal">in percent</span>
                </legend>
                {(["low", "middle", "high"] as const).map((name, at) => (
                    <Input
                        key={name}
                        label={["First", "Second", "Third"][at] ?? ""}
                        inputMode="numeric"
                        autoComplete="off"
                        after={<span className="text-ink-3 pr-2 text-xs">%</span>}
                        {...form.field(name)}
                    />
                ))}
            </fieldset>
            <Select
                label="What is left at the end"
                className="col-span-6"
                {...form.field("rollOver")}
                choices={[
                    { value: "none", label: "Is forgotten: each period begins anew" },
                    { value: "surplus", label: "Comes over; what was too much is forgotten" },
                    { value: "both", label: "Comes over; what was too much is taken off" },
                ]}
            />
            <div className="col-span-6">
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" kind="primary" loading={form.submitting}>
                        Save the budget
                    </Button>
                </DialogFoot>
            </div>
        </Form>
    );
}
