/** The filters that are in force, each with a way to take it off. */
import { X } from "lucide-react";
import type { ReactNode } from "react";

export interface Chip {
    name: string;
    value: string;
    onRemove: () => void;
}

/** Search, filters and actions of a list in one row; below them what is in force. */
export function FilterBar({
    children,
    chips = [],
    onClear,
    count,
}: {
    children: ReactNode;
    chips?: readonly Chip[];
    onClear?: () => void;
    count?: ReactNode;
}) {
    return (
        <div data-no-print className="mb-3">
            <div className="flex flex-wrap items-center gap-2">
                {children}
                {count !== undefined && (
                    <p role="status" className="text-ink-3 tabular ml-auto text-sm">
                        {count}
                    </p>
                )}
            </div>
            {chips.length > 0 && (
                <div className="mt-2 flex flex-wrap items-center gap-1.5">
                    {chips.map(({ name, value, onRemove }) => (
                        <span
                            key={`${name} ${value}`}
                            className="bg-accent-soft inline-flex h-6 max-w-full items-center rounded-md pl-2 text-xs phone:h-8"
                        >
                            <span className="text-ink-3">{name}&nbsp;</span>
                            <span className="truncate font-medium">{value}</span>
                            <button
                                type="button"
                                aria-label={`Remove the filter ${name} ${value}`}
                                onClick={onRemove}
                                className="text-ink-3 hover:text-ink grid size-6 place-items-center rounded-md phone:size-8"
                            >
                                <X aria-hidden size={12} />
                            </button>
                        </span>
                    ))}
                    {onClear !== undefined && (
                        <button
                            type="button"
                            onClick={onClear}
                            className="text-ink-2 hover:text-ink h-6 rounded px-1.5 text-xs hover:underline phone:h-8"
                        >
                            Clear all
                        </button>
                    )}
                </div>
            )}
        </div>
    );
}
