/** One of a few. The browser's own: the best there is on a phone. For many choices there is `Combobox`. */
import { ChevronDown } from "lucide-react";

import { cx } from "~/lib/cx";

import { controlClass, Field, type FieldProps } from "./field";
import { fieldProps } from "./input";

interface Props<T extends string> extends FieldProps {
    value: T;
    onChange: (value: T) => void;
    choices: readonly { value: T; label: string; disabledReason?: string | undefined }[];
    disabled?: boolean;
}

export function Select<T extends string>(props: Props<T>) {
    const { label, name, hint, error, hideLabel, optional, className, value, onChange, choices, disabled } =
        props;
    return (
        <Field {...fieldProps({ label, name, hint, error, hideLabel, optional, className })}>
            {(wiring) => (
                <span className="relative flex">
                    <select
                        {...wiring}
                        value={value}
                        disabled={disabled}
                        onChange={(event) => onChange(event.target.value as T)}
                        className={cx(controlClass, "h-8 appearance-none pr-8 phone:h-10")}
                    >
                        {choices.map((choice) => (
                            <option
                                key={choice.value}
                                value={choice.value}
                                disabled={choice.disabledReason !== undefined}
                            >
                                {choice.label}
                                {choice.disabledReason === undefined ? "" : ` – ${choice.disabledReason}`}
                            </option>
                        ))}
                    </select>
                    <ChevronDown
                        aria-hidden
                        size={14}
                        className="text-ink-3 pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2"
                    />
                </span>
            )}
        </Field>
    );
}
