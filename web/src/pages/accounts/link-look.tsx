/** Name, regions, services and interval of an account that is about to be linked. All have a usual value. */
import { useMemo } from "react";

import type { FormState } from "~/ui/form";
import { Input } from "~/ui/input";

import { regionChoices } from "./aws-regions";
import { EVERY_MINUTES, type KeyDraft, type RoleDraft } from "./link-drafts";
import { IntervalField, RegionsField, ServicesField } from "./look-fields";
import { NAME_MAX_CHARS } from "./rename-dialog";

type Shared = Pick<RoleDraft & KeyDraft, "name" | "every_minutes" | "regions" | "services">;

export function LookFields<V extends Shared>({ form }: { form: FormState<V> }) {
    const choices = useMemo(() => regionChoices(), []);
    // The form has more fields than these: for these it is one of `Shared`.
    const shared = form as unknown as FormState<Shared>;
    return (
        <>
            <Input
                {...shared.field("name")}
                label="Name"
                optional
                maxLength={NAME_MAX_CHARS}
                autoComplete="off"
                placeholder="Production"
                hint="What you call it. Without one it is called by its number."
            />
            <RegionsField field={shared.field("regions")} choices={choices} />
            <ServicesField field={shared.field("services")} />
            <div className="max-w-xs">
                <IntervalField field={shared.field("every_minutes")} now={EVERY_MINUTES} />
            </div>
        </>
    );
}
