/** A day. `+` and `-` move it by one, `t` is today. */
import type { KeyboardEvent } from "react";

import type { FieldProps } from "~/ui/field";
import { Input } from "~/ui/input";

import { plusDays, today } from "./days";

interface Props extends FieldProps {
    value: string;
    onChange: (value: string) => void;
    max?: string;
    autoFocus?: boolean;
}

export function DayInput({ value, onChange, max, ...field }: Props) {
    const onKeyDown = (event: KeyboardEvent): void => {
        if (event.metaKey || event.ctrlKey || event.altKey) return;
        const next =
            event.key === "+" || event.key === "="
                ? plusDays(value === "" ? today() : value, 1)
                : event.key === "-"
                  ? plusDays(value === "" ? today() : value, -1)
                  : event.key === "t"
                    ? today()
                    : undefined;
        if (next === undefined) return;
        event.preventDefault();
        onChange(next);
    };
    return (
        <Input
            {...field}
            type="date"
            value={value}
            onChange={onChange}
            onKeyDown={onKeyDown}
            max={max ?? "2199-12-31"}
            min="1900-01-01"
        />
    );
}
