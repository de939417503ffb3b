/** Some of many, found by typing: accounts, regions, kinds, checks. */
import { Check, X } from "lucide-react";
import { type KeyboardEvent, useId, useMemo, useState } from "react";

import { cx } from "~/lib/cx";

import { controlClass, Field, type FieldProps } from "./field";
import { fieldProps } from "./input";
import { overClass } from "./popover";

export interface Choice {
    value: string;
    label: string;
    hint?: string;
}

interface Props extends FieldProps {
    choices: readonly Choice[];
    value: readonly string[];
    onChange: (value: readonly string[]) => void;
    /** Only one: choosing another takes its place. */
    single?: boolean;
    placeholder?: string;
}

/** Rows shown at once: one types a little more instead of scrolling through thousands. */
const SHOWN_MAX = 60;

export function Combobox(props: Props) {
    const {
        label,
        name,
        hint,
        error,
        hideLabel,
        optional,
        className,
        choices,
        value,
        onChange,
        single,
        placeholder,
    } = props;
    const [typed, setTyped] = useState("");
    const [open, setOpen] = useState(false);
    const [active, setActive] = useState(0);
    const listId = useId();
    const found = useMemo(() => {
        const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
        const fits = ({ value: id, label: text, hint: more }: Choice): boolean => {
            const all = `${id} ${text} ${more ?? ""}`.toLowerCase();
            return words.every((word) => all.includes(word));
        };
        return choices.filter(fits);
    }, [choices, typed]);
    const shown = found.slice(0, SHOWN_MAX);

    const toggle = (id: string): void => {
        const without = value.filter((one) => one !== id);
        onChange(single === true ? [id] : without.length === value.length ? [...value, id] : without);
        setTyped("");
        if (single === true) setOpen(false);
    };
    const onKeyDown = (event: KeyboardEvent): void => {
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            setOpen(true);
            const step = event.key === "ArrowDown" ? 1 : -1;
            setActive((now) => (shown.length === 0 ? 0 : (now + step + shown.length) % shown.length));
        } else if (event.key === "Enter" && open) {
            event.preventDefault();
            const choice = shown[active];
            if (choice !== undefined) toggle(choice.value);
        } else if (event.key === "Escape" && open) {
            event.preventDefault();
            event.stopPropagation();
            setOpen(false);
        } else if (event.key === "Backspace" && typed === "") {
            onChange(value.slice(0, -1));
        }
    };
    const labelOf = (id: string): string => choices.find((choice) => choice.value === id)?.label ?? id;
    return (
        <Field {...fieldProps({ label, name, hint, error, hideLabel, optional, className })}>
            {(wiring) => (
                <div className="relative">
                    <div
                        className={cx(
                            controlClass,
                            "flex min-h-8 flex-wrap items-center gap-1 py-1 phone:min-h-10 focus-within:outline-2 focus-within:outline-accent",
                        )}
                    >
                        {value.map((id) => (
                            <span
                                key={id}
                                className="bg-sunken inline-flex h-5.5 max-w-full items-center gap-0.5 rounded pl-1.5 text-xs"
                            >
                                <span className="truncate">{labelOf(id)}</span>
                                <button
                                    type="button"
                                    aria-label={`Remove ${labelOf(id)}`}
                                    className="text-ink-3 hover:text-ink grid size-5.5 place-items-center rounded"
                                    onClick={() => onChange(value.filter((one) => one !== id))}
                                >
                                    <X aria-hidden size={11} />
                                </button>
                            </span>
                        ))}
                        <input
                            {...wiring}
                            role="combobox"
                            aria-expanded={open}
                            aria-controls={listId}
                            aria-autocomplete="list"
                            aria-activedescendant={
                                open && shown[active] !== undefined ? `${listId}-${active}` : undefined
                            }
                            autoComplete="off"
                            value={typed}
                            placeholder={value.length === 0 ? placeholder : undefined}
                            onChange={(event) => {
                                setTyped(event.target.value);
                                setActive(0);
                                setOpen(true);
                            }}
                            onFocus={() => setOpen(true)}
                            onBlur={() => setOpen(false)}
                            onKeyDown={onKeyDown}
                            className="h-5.5 min-w-16 flex-1 bg-transparent outline-none"
                        />
                    </div>
                    {open && (
                        <div
                            id={listId}
                            role="listbox"
                            aria-label={label}
                            aria-multiselectable={single !== true}
                            className={cx(
                                overClass,
                                "absolute inset-x-0 z-30 mt-1 max-h-64 overflow-y-auto p-1",
                            )}
                        >
                            {shown.length === 0 && (
                                <p className="text-ink-3 px-2 py-1.5">Nothing fits &ldquo;{typed}&rdquo;.</p>
                            )}
                            {shown.map((choice, index) => (
                                // The keyboard works through the input, which keeps the focus.
                                <div
                                    key={choice.value}
                                    id={`${listId}-${index}`}
                                    role="option"
                                    tabIndex={-1}
                                    aria-selected={value.includes(choice.value)}
                                    onMouseDown={(event) => {
                                        event.preventDefault();
                                        toggle(choice.value);
                                    }}
                                    onMouseMove={() => setActive(index)}
                                    className={cx(
                                        "flex items-center gap-2 rounded-md px-2 py-1.5 phone:py-2.5",
                                        index === active && "bg-hover",
                                    )}
                                >
                                    <Check
                                        aria-hidden
                                        size={13}
                                        className={
                                            value.includes(choice.value) ? "shrink-0" : "invisible shrink-0"
                                        }
                                    />
                                    <span className="min-w-0 flex-1 truncate">{choice.label}</span>
                                    {choice.hint !== undefined && (
                                        <span className="text-ink-3 truncate text-xs">{choice.hint}</span>
                                    )}
                                </div>
                            ))}
                            {found.length > shown.length && (
                                <p className="text-ink-3 px-2 py-1.5 text-xs">
                                    {found.length - shown.length} more: type to find them.
                                </p>
                            )}
                        </div>
                    )}
                </div>
            )}
        </Field>
    );
}
