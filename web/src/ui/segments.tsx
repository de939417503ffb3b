/** A choice among a few views of the same list (group by …). The value stands in the URL. */
import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";

export function Segments<T extends string>(props: {
    label: string;
    value: T;
    onChange: (value: T) => void;
    choices: readonly { value: T; label: ReactNode }[];
}) {
    return (
        <ToggleGroup.Root
            type="single"
            aria-label={props.label}
            value={props.value}
            onValueChange={(value) => {
                if (value !== "") props.onChange(value as T);
            }}
            className="bg-sunken border-line inline-flex h-8 shrink-0 rounded-md border p-0.5 phone:h-10"
        >
            {props.choices.map(({ value, label }) => (
                <ToggleGroup.Item
                    key={value}
                    value={value}
                    className="text-ink-2 hover:text-ink data-[state=on]:bg-surface data-[state=on]:text-ink data-[state=on]:shadow-card rounded-[5px] px-2.5 text-sm font-medium whitespace-nowrap"
                >
                    {label}
                </ToggleGroup.Item>
            ))}
        </ToggleGroup.Root>
    );
}
