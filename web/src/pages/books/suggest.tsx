/**
 * A line of text that finds one of many: accounts, categories, payees. The text is what is typed; Enter takes what is marked
 * once one has typed or moved, and otherwise sends the form.
 */
import { type FocusEvent, type KeyboardEvent, type Ref, useId, useMemo, useState } from "react";

import { cx } from "~/lib/cx";
import { controlClass, Field, type FieldProps } from "~/ui/field";
import { fieldProps } from "~/ui/input";
import { overClass } from "~/ui/popover";

export interface Suggestion {
    value: string;
    label: string;
    /** What stands in the list while nothing is searched for, and how deep. */
    name?: string;
    depth?: number;
    hint?: string;
}

interface Props extends FieldProps {
    suggestions: readonly Suggestion[];
    /** The value of what is chosen; the text itself where any text will do. */
    value: string;
    onChange: (value: string) => void;
    /** Any text will do: what is suggested only helps. */
    free?: boolean;
    /** Told of a suggestion that was taken. */
    onTake?: (suggestion: Suggestion) => void;
    /** What nothing chosen means. */
    placeholder?: string;
    inputRef?: Ref<HTMLInputElement>;
    maxLength?: number;
}

const SHOWN_MAX = 50;

/** Whether the focus came from the same form; where there is no form, it always did. */
function comesWithin({ currentTarget, relatedTarget }: FocusEvent<HTMLInputElement>): boolean {
    const form = currentTarget.form;
    return form === null || (relatedTarget instanceof Node && form.contains(relatedTarget));
}

export function Suggest(props: Props) {
    const { label, name, hint, error, hideLabel, optional, className } = props;
    const { suggestions, value, onChange, free = false, onTake, placeholder, inputRef, maxLength } = props;
    const [typed, setTyped] = useState<string | null>(null);
    const [open, setOpen] = useState(false);
    const [active, setActive] = useState(-1);
    const listId = useId();
    const chosen = suggestions.find((one) => one.value === value);
    const text = typed ?? (free ? value : (chosen?.label ?? ""));
    const searching = typed !== null && typed.trim() !== "";
    const shown = useMemo(() => {
        const words = (typed ?? "")
            .toLowerCase()
            .split(/[\s:]+/)
            .filter(Boolean);
        const fits = suggestions.filter((one) => {
            const all = one.label.toLowerCase();
            return words.every((word) => all.includes(word));
        });
        // What begins with it comes first.
        const first = words[0];
        const rank = (one: Suggestion): number =>
            first !== undefined && (one.name ?? one.label).toLowerCase().startsWith(first) ? 0 : 1;
        return (words.length === 0 ? fits : [...fits].sort((a, b) => rank(a) - rank(b))).slice(0, SHOWN_MAX);
    }, [suggestions, typed]);

    const take = (suggestion: Suggestion): void => {
        onChange(suggestion.value);
        setTyped(null);
        setOpen(false);
        setActive(-1);
        onTake?.(suggestion);
    };
    const leave = (): void => {
        setOpen(false);
        setActive(-1);
        if (free || typed === null) {
            setTyped(null);
            return;
        }
        // Emptied is nothing; one that is meant beyond doubt is taken; else what was chosen before stays.
        const only =
            shown.length === 1
                ? shown[0]
                : shown.find((one) => one.label.toLowerCase() === typed.trim().toLowerCase());
        if (typed.trim() === "") onChange("");
        else if (only !== undefined) take(only);
        setTyped(null);
    };
    const onKeyDown = (event: KeyboardEvent): void => {
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            setOpen(true);
            const step = event.key === "ArrowDown" ? 1 : -1;
            setActive((now) => (shown.length === 0 ? -1 : (now + step + shown.length) % shown.length));
        } else if ((event.key === "Enter" || event.key === "Tab") && open) {
            const suggestion = shown[active];
            if (suggestion === undefined) {
                setOpen(false);
                return;
            }
            // Tab goes on to the next field.
            if (event.key === "Enter") event.preventDefault();
            take(suggestion);
        } else if (event.key === "Escape" && open) {
            event.preventDefault();
            event.stopPropagation();
            setOpen(false);
            setActive(-1);
            if (!free) setTyped(null);
        }
    };
    return (
        <Field {...fieldProps({ label, name, hint, error, hideLabel, optional, className })}>
            {(wiring) => (
                <div className="relative">
                    <input
                        {...wiring}
                        ref={inputRef}
                        role="combobox"
                        aria-expanded={open && shown.length > 0}
                        aria-controls={listId}
                        aria-autocomplete="list"
                        aria-activedescendant={
                            open && shown[active] !== undefined ? `${listId}-${active}` : undefined
                        }
                        autoComplete="off"
                        maxLength={maxLength}
                        value={text}
                        placeholder={placeholder}
                        onChange={(event) => {
                            const next = event.target.value;
                            setTyped(next);
                            setOpen(true);
                            // Of accounts the best is marked at once; a payee stays what was typed until one moves.
                            setActive(free || next.trim() === "" ? -1 : 0);
                            if (free) onChange(next);
                        }}
                        onFocus={(event) => {
                            event.target.select();
                            // A dialog that begins here would open under its own list: only who comes from another field is shown it.
                            if (!free && comesWithin(event)) setOpen(true);
                        }}
                        onClick={(event) => {
                            // Nothing was typed yet: typing takes the place of what is chosen.
                            if (typed === null && !free) event.currentTarget.select();
                            setOpen(true);
                        }}
                        onBlur={leave}
                        onKeyDown={onKeyDown}
                        className={cx(controlClass, "h-8 truncate phone:h-10")}
                    />
                    {open && (shown.length > 0 || (!free && searching)) && (
                        <div
                            id={listId}
                            role="listbox"
                            aria-label={label}
                            className={cx(
                                overClass,
                                "absolute inset-x-0 z-30 mt-1 max-h-56 min-w-56 overflow-y-auto p-1",
                            )}
                        >
                            {shown.length === 0 && (
                                <p className="text-ink-3 px-2 py-1.5">Nothing fits &ldquo;{typed}&rdquo;.</p>
                            )}
                            {shown.map((one, index) => (
                                // The keyboard works through the input, which keeps the focus.
                                <div
                                    key={one.value}
                                    id={`${listId}-${index}`}
                                    role="option"
                                    tabIndex={-1}
                                    aria-selected={one.value === value}
                                    aria-label={one.label}
                                    onMouseDown={(event) => {
                                        event.preventDefault();
                                        take(one);
                                    }}
                                    onMouseMove={() => setActive(index)}
                                    className={cx(
                                        "flex items-center gap-2 rounded-md px-2 py-1.5 phone:py-2.5",
                                        index === active && "bg-hover",
                                        one.value === value && "font-medium",
                                    )}
                                >
                                    <span
                                        className="min-w-0 flex-1 truncate"
                                        style={
                                            searching ? undefined : { paddingLeft: `${one.depth ?? 0}rem` }
                                        }
                                    >
                                        {searching ? one.label : (one.name ?? one.label)}
                                    </span>
                                    {one.hint !== undefined && one.hint !== "" && (
                                        <span className="text-ink-3 shrink-0 truncate text-xs">
                                            {one.hint}
                                        </span>
                                    )}
                                </div>
                            ))}
                        </div>
                    )}
                </div>
            )}
        </Field>
    );
}
