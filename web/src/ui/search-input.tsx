/** A search that goes into the URL when one pauses. `/` moves into it. */
import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { useShortcuts } from "~/app/shortcuts";
import { cx } from "~/lib/cx";

interface Props {
    label: string;
    value: string;
    onChange: (value: string) => void;
    placeholder?: string;
    className?: string;
}

const PAUSE_MS = 250;

export function SearchInput({ label, value, onChange, placeholder, className }: Props) {
    const [typed, setTyped] = useState(value);
    const sent = useRef(value);
    const input = useRef<HTMLInputElement>(null);
    useShortcuts([
        { keys: "/", label: "Search this list", group: "Lists", run: () => input.current?.select() },
    ]);
    // Back and forward change the value from outside.
    useEffect(() => {
        if (value !== sent.current) setTyped(value);
        sent.current = value;
    }, [value]);
    useEffect(() => {
        if (typed === sent.current) return;
        const timer = setTimeout(() => {
            sent.current = typed;
            onChange(typed);
        }, PAUSE_MS);
        return () => clearTimeout(timer);
    }, [typed, onChange]);
    return (
        <div role="search" className={cx("relative w-64 phone:w-full", className)}>
            <Search
                aria-hidden
                size={14}
                className="text-ink-3 pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2"
            />
            <input
                ref={input}
                type="search"
                aria-label={label}
                placeholder={placeholder ?? label}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                onKeyDown={(event) => {
                    if (event.key === "Escape" && typed !== "") {
                        event.stopPropagation();
                        setTyped("");
                    }
                }}
                className="bg-surface border-line-strong h-8 w-full rounded-md border pr-8 pl-8 text-sm phone:h-10 phone:text-[1rem] [&::-webkit-search-cancel-button]:hidden"
            />
            {typed !== "" && (
                <button
                    type="button"
                    aria-label="Clear the search"
                    onClick={() => {
                        setTyped("");
                        input.current?.focus();
                    }}
                    className="text-ink-3 hover:text-ink absolute inset-y-0 right-0 grid w-8 place-items-center rounded"
                >
                    <X aria-hidden size={13} />
                </button>
            )}
        </div>
    );
}
