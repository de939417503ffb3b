/** The differences between two states: where, what it was, what it is. */
import { ArrowUpDown, Minus, PencilLine, Plus } from "lucide-react";
import { useState } from "react";

import { cx } from "~/lib/cx";
import { number } from "~/lib/format";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";

import type { Difference } from "./diff";

const LOOK = {
    added: { tone: "accent", icon: <Plus aria-hidden size={12} />, word: "Added" },
    removed: { tone: "bad", icon: <Minus aria-hidden size={12} />, word: "Removed" },
    changed: { tone: "warn", icon: <PencilLine aria-hidden size={12} />, word: "Changed" },
    order: { tone: "plain", icon: <ArrowUpDown aria-hidden size={12} />, word: "Order" },
} as const;

const DRAWN_MAX = 200;

export function DiffTable({ found }: { found: readonly Difference[] }) {
    const [all, setAll] = useState(false);
    if (found.length === 0) {
        return (
            <p className="text-ink-2 text-sm">
                All members are the same in both. What AWS says anew at every run, such as request ids, is
                left out.
            </p>
        );
    }
    return (
        <>
            <Card flush>
                <ul aria-label="Differences" className="divide-line divide-y">
                    {found.slice(0, all ? found.length : DRAWN_MAX).map((difference, index) => (
                        <Item key={index} difference={difference} />
                    ))}
                </ul>
            </Card>
            {!all && found.length > DRAWN_MAX && (
                <Button className="mt-3" onClick={() => setAll(true)}>
                    Show all {number(found.length)} differences
                </Button>
            )}
        </>
    );
}

function Item({ difference: { path, what, before, after } }: { difference: Difference }) {
    const { tone, icon, word } = LOOK[what];
    return (
        <li className="grid gap-x-4 gap-y-2 px-4 py-3 text-sm sm:grid-cols-[6rem_1fr]">
            <div>
                <Badge tone={tone} icon={icon}>
                    {word}
                </Badge>
            </div>
            <div className="min-w-0">
                <p className="mb-1.5 font-mono text-xs break-all">{path}</p>
                {what === "order" ? (
                    <p className="text-ink-3">The same items, in another order.</p>
                ) : (
                    <div
                        className={cx(
                            "grid gap-2",
                            what === "changed" && isShort(before) && isShort(after) && "sm:grid-cols-2",
                        )}
                    >
                        {what !== "added" && <Value sign="−" label="Before" value={before} />}
                        {what !== "removed" && <Value sign="+" label="After" value={after} />}
                    </div>
                )}
            </div>
        </li>
    );
}

const isShort = (value: unknown): boolean => JSON.stringify(value).length <= 200;

function Value({ sign, label, value }: { sign: "−" | "+"; label: string; value: unknown }) {
    const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
    return (
        <div
            className={cx(
                "flex gap-2 rounded-md px-2 py-1.5 font-mono text-xs leading-5",
                sign === "+" ? "bg-accent-soft" : "bg-critical-soft",
            )}
        >
            <span aria-hidden className="text-ink-3 select-none">
                {sign}
            </span>
            <span className="sr-only">{label}:</span>
            <pre
                tabIndex={text.split("\n").length > 15 ? 0 : undefined}
                className="max-h-80 min-w-0 flex-1 overflow-auto whitespace-pre-wrap [overflow-wrap:anywhere]"
            >
                {text === "" ? "(empty text)" : text}
            </pre>
        </div>
    );
}
