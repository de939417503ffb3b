/** One of a few, each with its explanation. */
import { RadioGroup as Radix } from "radix-ui";
import { type ReactNode, useId } from "react";

interface Props<T extends string> {
    label: string;
    name: string;
    value: T;
    onChange: (value: T) => void;
    choices: readonly { value: T; label: ReactNode; hint?: ReactNode; disabled?: boolean }[];
    error?: string | undefined;
}

export function RadioGroup<T extends string>({ label, name, value, onChange, choices, error }: Props<T>) {
    const id = useId();
    return (
        <div className="flex flex-col gap-1.5">
            <span id={id} className="text-sm font-medium">
                {label}
            </span>
            <Radix.Root
                name={name}
                value={value}
                onValueChange={(next) => onChange(next as T)}
                aria-labelledby={id}
                {...(error === undefined ? {} : { "aria-describedby": `${id}-error` })}
                className="flex flex-col gap-2"
            >
                {choices.map((choice) => (
                    <label
                        key={choice.value}
                        className="border-line hover:bg-hover has-data-[state=checked]:border-accent has-data-[state=checked]:bg-accent-soft flex cursor-pointer items-start gap-2.5 rounded-lg border px-3 py-2.5"
                    >
                        <Radix.Item
                            value={choice.value}
                            disabled={choice.disabled ?? false}
                            className="border-line-strong bg-surface data-[state=checked]:border-accent mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border"
                        >
                            <Radix.Indicator className="bg-accent size-2 rounded-full" />
                        </Radix.Item>
                        <span className="min-w-0">
                            <span className="block text-sm font-medium">{choice.label}</span>
                            {choice.hint !== undefined && (
                                <span className="text-ink-2 block text-xs">{choice.hint}</span>
                            )}
                        </span>
                    </label>
                ))}
            </Radix.Root>
            {error !== undefined && (
                <p id={`${id}-error`} role="alert" className="text-critical text-xs">
                    {error}
                </p>
            )}
        </div>
    );
}
