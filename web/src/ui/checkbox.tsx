/** Yes or no, as part of a form. `Switch` is for what takes effect at once. */
import { Check, Minus } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import { type ReactNode, useId } from "react";

interface Props {
    label: ReactNode;
    name?: string;
    checked: boolean | "indeterminate";
    onChange: (checked: boolean) => void;
    hint?: ReactNode;
    /** Only for screen readers: in tables. */
    hideLabel?: boolean;
    disabled?: boolean;
}

export function Checkbox({
    label,
    name,
    checked,
    onChange,
    hint,
    hideLabel = false,
    disabled = false,
}: Props) {
    const id = useId();
    return (
        <div className="flex items-start gap-2">
            <Radix.Root
                id={id}
                {...(name === undefined ? {} : { name })}
                checked={checked}
                disabled={disabled}
                onCheckedChange={(next) => onChange(next === true)}
                {...(hint === undefined ? {} : { "aria-describedby": `${id}-hint` })}
                className="border-line-strong bg-surface data-[state=checked]:bg-accent data-[state=indeterminate]:bg-accent data-[state=checked]:border-accent data-[state=indeterminate]:border-accent text-accent-ink relative mt-0.5 grid size-4 shrink-0 place-items-center rounded border after:absolute after:-inset-2 disabled:opacity-55"
            >
                {/* Not Radix's indicator: it asks for computed styles at each change, of every row of a table. */}
                {checked === "indeterminate" ? (
                    <Minus aria-hidden size={12} />
                ) : checked ? (
                    <Check aria-hidden size={12} strokeWidth={3} />
                ) : null}
            </Radix.Root>
            <div className={hideLabel ? "sr-only" : "min-w-0"}>
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
