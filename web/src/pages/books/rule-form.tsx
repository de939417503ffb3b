/** The form of a rule: where it holds, what it sets, and what it would have done. */
import { useMemo, useState } from "react";

import type { LedgerAccount } from "~/api/books";
import type { RuleBody } from "~/api/definitions";
import { Button } from "~/ui/button";
import { Checkbox } from "~/ui/checkbox";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";

import { choicesOf } from "./account-tree";
import { OvertakenAlert, useOvertaken } from "./overtaken";
import { bodyOfRule, type RuleTyped } from "./rule-body";
import { RuleConditions } from "./rule-conditions";
import { RuleTried } from "./rule-tried";
import { Suggest } from "./suggest";

interface Props {
    workspace: string;
    list: readonly LedgerAccount[];
    accounts: ReadonlyMap<number, LedgerAccount>;
    currency: string;
    initial: RuleTyped;
    label: string;
    saveLabel: string;
    reason: string | undefined;
    /** The version that is changed; undefined where one is made. */
    version?: number;
    save: (body: RuleBody) => Promise<unknown>;
}

export function RuleForm(props: Props) {
    const { workspace, list, accounts, currency, initial, label, saveLabel, reason, save } = props;
    const { overtaken } = useOvertaken(props.version ?? 0);
    const [wrong, setWrong] = useState<ReadonlyMap<number, string>>(new Map());
    const form = useForm<RuleTyped>({
        initial,
        check: (values) => {
            const made = bodyOfRule(values);
            setWrong("faults" in made ? made.conditions : new Map());
            return "faults" in made ? made.faults : {};
        },
        submit: async (values) => {
            const made = bodyOfRule(values);
            if ("body" in made) await save(made.body);
        },
    });
    const { values } = form;
    const body = useMemo(() => {
        // Its name says nothing about what it does.
        const made = bodyOfRule({ ...values, name: values.name.trim() || "new" });
        return "body" in made ? made.body : undefined;
    }, [values]);
    return (
        <Form form={form} label={label} className="flex flex-col gap-5">
            {overtaken && <OvertakenAlert />}
            <RuleConditions
                list={list}
                currency={currency}
                {...form.field("conditions")}
                onChange={(conditions) => {
                    form.field("conditions").onChange(conditions);
                    setWrong(new Map());
                }}
                wrong={wrong}
            />
            <fieldset className="grid grid-cols-2 gap-3 phone:grid-cols-1">
                <legend className="mb-2 text-sm font-medium">It sets</legend>
                <Suggest
                    label="Category"
                    optional
                    className="col-span-2 phone:col-span-1"
                    placeholder="Category, or an account for a transfer"
                    suggestions={choicesOf(list, ["expense", "income", "asset", "liability"])}
                    {...form.field("category")}
                />
                <Input
                    label="Payee"
                    optional
                    hint="How it is written."
                    maxLength={200}
                    autoComplete="off"
                    {...form.field("payee")}
                />
                <Input
                    label="Tags"
                    optional
                    hint="They are added."
                    autoComplete="off"
                    {...form.field("tags")}
                />
                <Input
                    label="Note"
                    optional
                    className="col-span-2 phone:col-span-1"
                    maxLength={2000}
                    autoComplete="off"
                    {...form.field("note")}
                />
            </fieldset>
            <Input
                label="Name"
                hint="What the rule is called where it decides."
                maxLength={200}
                autoComplete="off"
                {...form.field("name")}
            />
            <Checkbox
                label="Later rules may add what this one leaves open"
                hint="Otherwise the first rule that holds is the last."
                checked={values.goesOn}
                onChange={(goesOn) => form.set({ goesOn })}
            />
            <RuleTried workspace={workspace} body={body} accounts={accounts} reason={reason} />
            <div>
                <Button type="submit" kind="primary" loading={form.submitting}>
                    {saveLabel}
                </Button>
            </div>
        </Form>
    );
}
