/** The form of an exchange rate: how many of one currency one of another is, on a day, and who says so. */
import type { RateBody } from "~/api/definitions";
import { CURRENCIES, currencyName } from "~/lib/currencies";
import { Button } from "~/ui/button";
import { Dialog, DialogFoot } from "~/ui/dialog";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";

import { isDay } from "./books-search";
import { DayInput } from "./day-input";
import { dayWords, today } from "./days";
import { rateTyped } from "./rate-words";
import { OvertakenAlert, useOvertaken } from "./overtaken";
import { Suggest } from "./suggest";

interface Props {
    open: boolean;
    title: string;
    initial: RateBody;
    save: (body: RateBody) => Promise<unknown>;
    /** The version that is changed; 0 where one is made. */
    version: number;
    onClose: () => void;
}

const CHOICES = CURRENCIES.map((code) => ({
    value: code,
    label: code,
    hint: currencyName(code),
}));

export function RateDialog({ open, title, initial, save, version, onClose }: Props) {
    return (
        <Dialog
            open={open}
            onOpenChange={(next) => {
                if (!next) onClose();
            }}
            title={title}
            description="Reports take the newest rate that is not later than their day, as it stands or inversely."
        >
            <Fields title={title} initial={initial} save={save} version={version} onClose={onClose} />
        </Dialog>
    );
}

function Fields({ title, initial, save, version, onClose }: Omit<Props, "open">) {
    const { overtaken } = useOvertaken(version);
    const form = useForm<RateBody>({
        initial,
        check: ({ from, to, date, rate, source }) => ({
            from: from === "" ? "Choose a currency" : undefined,
            to: to === "" ? "Choose a currency" : to === from ? "Choose another currency" : undefined,
            date: isDay(date) ? undefined : "Enter a day",
            rate: rateTyped(rate) === undefined ? "Enter a number above zero, such as 1.0842" : undefined,
            source: source.trim() === "" ? "Say whose rate it is" : undefined,
        }),
        submit: (values) =>
            save({ ...values, rate: rateTyped(values.rate) ?? "", source: values.source.trim() }),
    });
    const { from, to, rate, date } = form.values;
    const typed = rateTyped(rate);
    return (
        <Form form={form} label={title} className="grid grid-cols-2 gap-3">
            {overtaken && (
                <div className="col-span-2">
                    <OvertakenAlert />
                </div>
            )}
            <Suggest label="One of" suggestions={CHOICES} placeholder="Currency" {...form.field("from")} />
            <Suggest
                label="Is so many of"
                suggestions={CHOICES}
                placeholder="Currency"
                {...form.field("to")}
            />
            <Input
                label="Rate"
                inputMode="decimal"
                autoComplete="off"
                maxLength={40}
                {...form.field("rate")}
                {...(typed !== undefined && from !== "" && to !== ""
                    ? { hint: `1 ${from} is ${typed} ${to}` }
                    : {})}
            />
            <DayInput
                label="Of the day"
                {...form.field("date")}
                {...(isDay(date) && date > today() ? { hint: `${dayWords(date)} is still to come.` } : {})}
            />
            <div className="col-span-2">
                <Input
                    label="Source"
                    hint="Whose rate it is: a bank, the ECB, an invoice."
                    maxLength={100}
                    autoComplete="off"
                    {...form.field("source")}
                />
            </div>
            <div className="col-span-2">
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" kind="primary" loading={form.submitting}>
                        Save the rate
                    </Button>
                </DialogFoot>
            </div>
        </Form>
    );
}
