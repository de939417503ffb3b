/** A line of text. `onChange` gives the text. */
import type { ComponentProps, ReactNode } from "react";

import { cx } from "~/lib/cx";

import { controlClass, Field, type FieldProps } from "./field";

type Native = Omit<ComponentProps<"input">, "onChange" | "value" | "name" | "className">;
interface Props extends FieldProps, Native {
    value: string;
    onChange: (value: string) => void;
    /** At the end of the field: a unit, a button. */
    after?: ReactNode;
}

export function Input({
    label,
    name,
    hint,
    error,
    hideLabel,
    optional,
    className,
    value,
    onChange,
    after,
    ...native
}: Props) {
    return (
        <Field {...fieldProps({ label, name, hint, error, hideLabel, optional, className })}>
            {(wiring) => (
                <span className="relative flex">
                    <input
                        {...native}
                        {...wiring}
                        value={value}
                        onChange={(event) => onChange(event.target.value)}
                        className={cx(controlClass, "h-8 phone:h-10", after !== undefined && "pr-10")}
                    />
                    {after !== undefined && (
                        <span className="absolute inset-y-0 right-0.5 flex items-center">{after}</span>
                    )}
                </span>
            )}
        </Field>
    );
}

/** Leaves out what is undefined: the properties of a field are exact. */
export function fieldProps(
    props: { [K in keyof FieldProps]: FieldProps[K] | undefined } & { label: string; name: string },
): FieldProps {
    return Object.fromEntries(
        Object.entries(props).filter(([, value]) => value !== undefined),
    ) as unknown as FieldProps;
}
