/** On or off, at once. */
import { Switch as Radix } from "radix-ui";
import { type ReactNode, useId } from "react";

interface Props {
    label: ReactNode;
    checked: boolean;
    onChange: (checked: boolean) => void;
    hint?: ReactNode;
    disabled?: boolean;
}

export function Switch({ label, checked, onChange, hint, disabled = false }: Props) {
    const id = useId();
    return (
        <div className="flex items-start gap-2.5">
            <Radix.Root
                id={id}
                checked={checked}
                disabled={disabled}
                onCheckedChange={onChange}
                {...(hint === undefined ? {} : { "aria-describedby": `${id}-hint` })}
                className="bg-line-strong data-[state=checked]:bg-accent relative mt-0.5 h-4.5 w-8 shrink-0 rounded-full transition-colors after:absolute after:-inset-2 disabled:opacity-55"
            >
                <Radix.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-surface shadow-card transition-transform data-[state=checked]:translate-x-4" />
            </Radix.Root>
            <div className="min-w-0">
                <label htmlFor={id} className="text-sm">
                    {label}
                </label>
                {hint !== undefined && (
                    <p id={`${id}-hint`} className="text-ink-3 text-xs">
                        {hint}
                    </p>
                )}
            </div>
        </div>
    );
}
