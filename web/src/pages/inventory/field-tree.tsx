/** A value as nested fields: dates as dates, tags as tags, references as links, long things folded. */
import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";

import { cx } from "~/lib/cx";
import { number, plural } from "~/lib/format";
import { Link } from "~/ui/link";
import { Time } from "~/ui/time";

import { fieldOf, sizeOf, summaryOf } from "./fields";

/** Where a text leads, if it names another resource. */
export type LinkOf = (path: string, text: string) => string | undefined;

interface Props {
    name: string;
    path: string;
    value: unknown;
    linkOf: LinkOf;
    /** Everything is open: what is shown was searched for. */
    unfolded?: boolean;
    depth?: number;
}

/** Deeper than this, and in longer lists than this, fields begin folded. */
const OPEN_DEPTH = 2;
const OPEN_ITEMS = 8;
/** What holds no more than this is open at any depth: folding it would save nothing. */
const SMALL = 6;
/** So many are drawn at first; the others when asked for. */
const DRAWN_MAX = 50;
const TEXT_MAX_CHARS = 400;

export function FieldTree({ name, path, value, linkOf, unfolded = false, depth = 0 }: Props) {
    const field = fieldOf(name, value);
    if (field.is !== "members" && field.is !== "list")
        return <Plain name={name} path={path} value={value} linkOf={linkOf} />;
    const rows =
        field.is === "members"
            ? field.members.map(([key, one]) => ({ key, label: key, below: `${path}.${key}`, one, of: key }))
            : field.items.map((one, index) => ({
                  key: String(index),
                  label: summaryOf(one) ?? `Item ${number(index + 1)}`,
                  below: `${path}[${index}]`,
                  one,
                  of: "",
              }));
    return (
        <Limited count={rows.length}>
            {(max) => (
                <dl className="grid grid-cols-1 gap-y-1 text-sm">
                    {rows.slice(0, max).map(({ key, label, below, one, of }) => (
                        <Row
                            key={key}
                            label={label}
                            item={of === ""}
                            name={of}
                            path={below}
                            value={one}
                            linkOf={linkOf}
                            unfolded={unfolded}
                            depth={depth}
                            open={
                                unfolded ||
                                sizeOf(one, SMALL + 1) <= SMALL ||
                                (depth < OPEN_DEPTH && (of !== "" || rows.length <= OPEN_ITEMS))
                            }
                        />
                    ))}
                </dl>
            )}
        </Limited>
    );
}

interface RowProps extends Required<Omit<Props, "unfolded" | "depth">> {
    label: string;
    item: boolean;
    unfolded: boolean;
    depth: number;
    open: boolean;
}

function Row({ label, item, name, path, value, linkOf, unfolded, depth, open: begins }: RowProps) {
    const [chosen, setChosen] = useState<boolean | null>(null);
    const field = fieldOf(name, value);
    if (field.is !== "members" && field.is !== "list") {
        return (
            <div className="grid grid-cols-[minmax(9rem,15rem)_1fr] gap-x-4 py-0.5 phone:grid-cols-1">
                <dt className={cx("text-ink-3 min-w-0 pl-4 break-words", item && "italic")}>{label}</dt>
                <dd className="min-w-0 phone:pl-4">
                    <Plain name={name} path={path} value={value} linkOf={linkOf} />
                </dd>
            </div>
        );
    }
    const open = chosen ?? begins;
    const count =
        field.is === "list" ? plural(field.items.length, "item") : plural(field.members.length, "member");
    return (
        <div className="min-w-0">
            <dt>
                <button
                    type="button"
                    aria-expanded={open}
                    onClick={() => setChosen(!open)}
                    className="hover:bg-hover -ml-1 flex max-w-full items-baseline gap-1 rounded px-1 py-0.5 text-left phone:py-2"
                >
                    <ChevronRight
                        aria-hidden
                        size={12}
                        className={cx(
                            "text-ink-3 shrink-0 self-center transition-transform",
                            open && "rotate-90",
                        )}
                    />
                    <span className="min-w-0 font-medium break-all">{label}</span>
                    <span className="text-ink-3 shrink-0 text-xs">{count}</span>
                </button>
            </dt>
            {open && (
                <dd className="border-line ml-1.5 border-l pl-3">
                    <FieldTree
                        name={name}
                        path={path}
                        value={value}
                        linkOf={linkOf}
                        unfolded={unfolded}
                        depth={depth + 1}
                    />
                </dd>
            )}
        </div>
    );
}

function Plain({ name, path, value, linkOf }: Required<Omit<Props, "unfolded" | "depth">>) {
    const field = fieldOf(name, value);
    const none = (text: string): ReactNode => <span className="text-ink-3">{text}</span>;
    switch (field.is) {
        case "none":
            return none("null");
        case "empty":
            return none(field.list ? "Empty list" : "No members");
        case "word":
            return <span className="tabular">{field.text}</span>;
        case "time":
            return (
                <span className="inline-flex flex-wrap gap-x-2">
                    <Time at={field.at} as="exact" />
                    <span className="text-ink-3">
                        <Time at={field.at} />
                    </span>
                </span>
            );
        case "tags":
            return (
                <ul className="flex flex-wrap gap-1">
                    {field.tags.map(({ key, value: text }) => (
                        <li
                            key={key}
                            className="border-line inline-flex max-w-full overflow-hidden rounded border text-xs"
                        >
                            <span className="bg-sunken text-ink-2 px-1.5 py-0.5 break-all">{key}</span>
                            <span className="px-1.5 py-0.5 break-all">
                                {text === "" ? none("empty") : text}
                            </span>
                        </li>
                    ))}
                </ul>
            );
        case "words":
            return (
                <span className="flex flex-wrap gap-x-1 break-all">
                    {field.texts.map((text, index) => (
                        <span key={index}>
                            <Text path={`${path}[${index}]`} text={text} linkOf={linkOf} />
                            {index < field.texts.length - 1 && ","}
                        </span>
                    ))}
                </span>
            );
        case "text":
            return <Text path={path} text={field.text} linkOf={linkOf} />;
        default:
            return null;
    }
}

function Text({ path, text, linkOf }: { path: string; text: string; linkOf: LinkOf }) {
    const [all, setAll] = useState(false);
    const to = linkOf(path, text);
    if (text === "") return <span className="text-ink-3">Empty text</span>;
    if (to !== undefined)
        return (
            <Link to={to} className="break-all">
                {text}
            </Link>
        );
    if (text.length <= TEXT_MAX_CHARS || all)
        return <span className="break-words whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</span>;
    return (
        <span className="[overflow-wrap:anywhere]">
            {text.slice(0, TEXT_MAX_CHARS)}…{" "}
            <button type="button" onClick={() => setAll(true)} className="text-accent-text hover:underline">
                Show all {number(text.length)} characters
            </button>
        </span>
    );
}

function Limited({ count, children }: { count: number; children: (max: number) => ReactNode }) {
    const [all, setAll] = useState(false);
    return (
        <>
            {children(all ? count : DRAWN_MAX)}
            {!all && count > DRAWN_MAX && (
                <button
                    type="button"
                    onClick={() => setAll(true)}
                    className="text-accent-text mt-1 ml-4 rounded-sm text-sm hover:underline"
                >
                    Show all {number(count)}
                </button>
            )}
        </>
    );
}
