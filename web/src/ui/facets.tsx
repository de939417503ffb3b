/** A filter with the number of what each choice would show. Lies in a popover at a button of the filter bar. */
import { ChevronDown } from "lucide-react";
import { type ReactNode, useState } from "react";

import { number } from "~/lib/format";

import { Button } from "./button";
import { Checkbox } from "./checkbox";
import { Popover } from "./popover";

export interface FacetChoice {
    value: string;
    label: ReactNode;
    /** What is searched for; the label, where that is a text. */
    text?: string;
    /** null: unknown. undefined: not counted. */
    count?: number | null;
}

interface Props {
    name: string;
    choices: readonly FacetChoice[];
    value: readonly string[];
    onChange: (value: readonly string[]) => void;
}

/** From here on there is a search within. */
const SEARCH_MIN = 12;

export function Facets({ name, choices, value, onChange }: Props) {
    const [typed, setTyped] = useState("");
    const word = typed.trim().toLowerCase();
    const textOf = (choice: FacetChoice): string =>
        `${choice.value} ${choice.text ?? (typeof choice.label === "string" ? choice.label : "")}`.toLowerCase();
    const shown = choices.filter((choice) => word === "" || textOf(choice).includes(word));
    return (
        <Popover
            label={name}
            className="p-2"
            trigger={
                <Button className={value.length > 0 ? "border-accent!" : ""}>
                    {name}
                    {value.length > 0 && (
                        <span className="tabular bg-accent text-accent-ink rounded px-1 text-2xs">
                            {value.length}
                        </span>
                    )}
                    <ChevronDown aria-hidden size={13} className="text-ink-3" />
                </Button>
            }
        >
            {choices.length >= SEARCH_MIN && (
                <input
                    type="search"
                    aria-label={`Search in ${name}`}
                    placeholder="Search"
                    value={typed}
                    onChange={(event) => setTyped(event.target.value)}
                    className="border-line-strong bg-surface mb-1 h-8 w-full rounded-md border px-2 text-sm phone:text-[1rem]"
                />
            )}
            <ul className="max-h-72 overflow-y-auto">
                {shown.map((choice) => (
                    <li
                        key={choice.value}
                        className="hover:bg-hover flex items-center justify-between gap-3 rounded-md px-2 py-1.5"
                    >
                        <Checkbox
                            label={choice.label}
                            checked={value.includes(choice.value)}
                            onChange={(on) =>
                                onChange(
                                    on
                                        ? [...value, choice.value]
                                        : value.filter((one) => one !== choice.value),
                                )
                            }
                        />
                        {choice.count !== undefined && (
                            <span className="text-ink-3 tabular text-xs">
                                {choice.count === null ? "unknown" : number(choice.count)}
                            </span>
                        )}
                    </li>
                ))}
                {shown.length === 0 && <li className="text-ink-3 px-2 py-1.5">Nothing fits.</li>}
            </ul>
            {value.length > 0 && (
                <button
                    type="button"
                    onClick={() => onChange([])}
                    className="text-ink-2 hover:text-ink mt-1 w-full rounded-md px-2 py-1.5 text-left hover:underline"
                >
                    Clear
                </button>
            )}
        </Popover>
    );
}
