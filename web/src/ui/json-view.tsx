/** A document as JSON: members fold, and only the lines in sight are drawn, so that a megabyte of it stays quick. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight } from "lucide-react";
import { useMemo, useRef, useState } from "react";

import { cx } from "~/lib/cx";

import { CopyButton } from "./copy-button";

interface Line {
    path: string;
    depth: number;
    name: string | null;
    /** What is shown after the name. */
    text: string;
    kind: "open" | "close" | "string" | "number" | "word";
    /** Members within, where it can be folded. */
    members?: number;
    comma: boolean;
}

const LINE_PX = 20;
const STRING_MAX_CHARS = 2_000;
/** Deeper than this, documents begin folded. */
const OPEN_DEPTH = 3;

export function JsonView({ value, label }: { value: unknown; label: string }) {
    const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map());
    const lines = useMemo(() => linesOf(value, folds), [value, folds]);
    const box = useRef<HTMLDivElement>(null);
    const virtual = useVirtualizer({
        count: lines.length,
        getScrollElement: () => box.current,
        estimateSize: () => LINE_PX,
        overscan: 30,
    });
    const toggle = (path: string, open: boolean): void => setFolds((now) => new Map(now).set(path, open));
    return (
        <div className="border-line bg-sunken relative rounded-lg border">
            <div className="absolute top-1.5 right-3 z-10">
                <CopyButton text={JSON.stringify(value, null, 2)} label={`Copy: ${label}`} />
            </div>
            <div
                ref={box}
                role="region"
                aria-label={label}
                // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
                tabIndex={0}
                className="max-h-[70dvh] overflow-auto rounded-lg py-2 font-mono text-xs leading-5"
            >
                <div className="relative min-w-max" style={{ height: virtual.getTotalSize() }}>
                    {virtual.getVirtualItems().map(({ index, start, key }) => {
                        const line = lines[index];
                        if (line === undefined) return null;
                        const folded = line.kind === "open" && line.text.length > 1;
                        return (
                            <div
                                key={key}
                                className="absolute top-0 left-0 flex pr-12 whitespace-pre"
                                style={{
                                    transform: `translateY(${start}px)`,
                                    paddingLeft: line.depth * 16 + 8,
                                }}
                            >
                                {line.members === undefined ? (
                                    <span className="w-4" />
                                ) : (
                                    <button
                                        type="button"
                                        aria-expanded={!folded}
                                        aria-label={line.name ?? "the whole"}
                                        onClick={() => toggle(line.path, folded)}
                                        className="text-ink-3 hover:text-ink grid w-4 place-items-center rounded"
                                    >
                                        <ChevronRight
                                            aria-hidden
                                            size={12}
                                            className={folded ? "" : "rotate-90"}
                                        />
                                    </button>
                                )}
                                {line.name !== null && <span className="text-ink">{line.name}: </span>}
                                <span
                                    className={cx(
                                        line.kind === "string" && "text-good",
                                        line.kind === "number" && "text-low",
                                        line.kind === "word" && "text-high",
                                        (line.kind === "open" || line.kind === "close") && "text-ink-3",
                                    )}
                                >
                                    {line.text}
                                </span>
                                {line.comma && <span className="text-ink-3">,</span>}
                            </div>
                        );
                    })}
                </div>
            </div>
        </div>
    );
}

/** The lines to draw. `folds` says which paths a person has opened (true) or folded (false). */
export function linesOf(root: unknown, folds: ReadonlyMap<string, boolean>): Line[] {
    const lines: Line[] = [];
    const put = (value: unknown, name: string | null, path: string, depth: number, comma: boolean): void => {
        if (typeof value !== "object" || value === null) {
            lines.push({ path, depth, name, comma, ...scalar(value) });
            return;
        }
        const list = Array.isArray(value);
        const entries = list
            ? value.map((item, index) => [String(index), item] as const)
            : Object.entries(value);
        const [begin, end] = list ? ["[", "]"] : ["{", "}"];
        const open = folds.get(path) ?? depth < OPEN_DEPTH;
        if (entries.length === 0) {
            lines.push({ path, depth, name, comma, text: begin + end, kind: "close" });
        } else if (!open) {
            lines.push({
                path,
                depth,
                name,
                comma,
                text: `${begin} … ${entries.length} ${end}`,
                kind: "open",
                members: entries.length,
            });
        } else {
            lines.push({
                path,
                depth,
                name,
                comma: false,
                text: begin,
                kind: "open",
                members: entries.length,
            });
            entries.forEach(([key, item], index) => {
                put(
                    item,
                    list ? null : JSON.stringify(key),
                    `${path}/${key}`,
                    depth + 1,
                    index < entries.length - 1,
                );
            });
            lines.push({ path: `${path}/`, depth, name: null, comma, text: end, kind: "close" });
        }
    };
    put(root, null, "", 0, false);
    return lines;
}

function scalar(value: unknown): { text: string; kind: Line["kind"] } {
    if (typeof value === "string") {
        const text = JSON.stringify(value);
        const cut =
            text.length > STRING_MAX_CHARS
                ? `${text.slice(0, STRING_MAX_CHARS)}… (${text.length} characters)`
                : text;
        return { text: cut, kind: "string" };
    }
    if (typeof value === "number") return { text: String(value), kind: "number" };
    return { text: String(value), kind: "word" };
}
