/** Several lines of text. */
import type { ComponentProps } from "react";

import { cx } from "~/lib/cx";

import { controlClass, Field, type FieldProps } from "./field";
import { fieldProps } from "./input";

type Native = Omit<ComponentProps<"textarea">, "onChange" | "value" | "name" | "className">;
interface Props extends FieldProps, Native {
    value: string;
    onChange: (value: string) => void;
    mono?: boolean;
}

export function Textarea({
    label,
    name,
    hint,
    error,
    hideLabel,
    optional,
    className,
    value,
    onChange,
    mono,
    ...native
}: Props) {
    return (
        <Field {...fieldProps({ label, name, hint, error, hideLabel, optional, className })}>
            {(wiring) => (
                <textarea
                    rows={4}
                    {...native}
                    {...wiring}
                    value={value}
                    onChange={(event) => onChange(event.target.value)}
                    className={cx(controlClass, "py-1.5", mono === true && "font-mono text-xs")}
                />
            )}
        </Field>
    );
}
