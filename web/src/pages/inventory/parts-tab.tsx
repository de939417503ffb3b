/** Each further call about the resource: what it answered, or why it did not. */
import { Ban, Check, Layers, Minus } from "lucide-react";
import type { ReactNode } from "react";

import { cx } from "~/lib/cx";
import { plural, sentence } from "~/lib/format";
import { readable } from "~/lib/kinds";
import { Badge } from "~/ui/badge";
import { Card } from "~/ui/card";
import { CopyButton } from "~/ui/copy-button";
import { EmptyState } from "~/ui/empty-state";
import { Fact, Facts } from "~/ui/facts";
import { UnknownBadge } from "~/ui/unknown-badge";

import { type Cause, causeText, type Document, type DocumentPart, isSeen, unseenParts } from "./document";
import { FieldTree } from "./field-tree";
import { fieldOf } from "./fields";

export function PartsTab({ document }: { document: Document }) {
    const { parts, incomplete } = document;
    if (parts.length === 0 && incomplete === null) {
        return (
            <EmptyState icon={<Layers aria-hidden size={18} />} title="No parts">
                Nothing more is asked about a resource of this kind: the document has all of it.
            </EmptyState>
        );
    }
    const unseen = unseenParts(parts);
    const present = parts.filter(({ state }) => state === "present");
    const absent = parts.filter(({ state }) => state === "absent");
    return (
        <>
            <p className="text-ink-2 mb-3 text-sm">
                {plural(parts.length, "further call")}: {present.length} present, {absent.length} absent
                {unseen.length > 0 && (
                    <>
                        , <strong className="text-unknown font-medium">{unseen.length} not seen</strong>
                    </>
                )}
                .
            </p>
            <Card flush>
                <ul aria-label="Parts" className="divide-line divide-y">
                    {incomplete !== null && (
                        <Item
                            name="The document itself"
                            badge={<UnknownBadge>Incomplete</UnknownBadge>}
                            hidden
                        >
                            <CauseFacts cause={incomplete} />
                        </Item>
                    )}
                    {[...unseen, ...present, ...absent].map((part) => (
                        <Part key={part.name} part={part} />
                    ))}
                </ul>
            </Card>
        </>
    );
}

const noLink = (): undefined => undefined;

function Part({ part }: { part: DocumentPart }) {
    const { name, state, value, cause } = part;
    if (state === "present") {
        const nested = ["list", "members"].includes(fieldOf(name, value).is);
        const tree = <FieldTree name={name} path="" value={value} linkOf={noLink} />;
        return (
            <Item
                name={readable(name)}
                id={name}
                badge={<Badge icon={<Check aria-hidden size={12} />}>Present</Badge>}
            >
                {nested ? (
                    <details>
                        <summary className="text-accent-text w-fit cursor-pointer rounded-sm text-sm hover:underline">
                            Show the answer
                        </summary>
                        <div className="mt-2">{tree}</div>
                    </details>
                ) : (
                    tree
                )}
            </Item>
        );
    }
    if (isSeen(part)) {
        return (
            <Item
                name={readable(name)}
                id={name}
                badge={<Badge icon={<Minus aria-hidden size={12} />}>Absent</Badge>}
            >
                <p className="text-ink-3 text-sm">AWS says that there is none.</p>
            </Item>
        );
    }
    return (
        <Item name={readable(name)} id={name} badge={<UnknownBadge>{readable(state)}</UnknownBadge>} hidden>
            {cause === null ? (
                <p className="text-ink-2 text-sm">
                    {state === "not-collected"
                        ? "Nobody asked for it: the run left this call out."
                        : "Nothing says why."}
                </p>
            ) : (
                <CauseFacts cause={cause} />
            )}
        </Item>
    );
}

function Item(props: { name: string; id?: string; badge: ReactNode; hidden?: boolean; children: ReactNode }) {
    const { name, id, badge, hidden = false, children } = props;
    return (
        <li
            className={cx(
                "grid gap-x-6 gap-y-2 p-4 sm:grid-cols-[13rem_1fr]",
                hidden && "border-l-unknown border-l-4",
            )}
        >
            <div className="min-w-0">
                <p className="flex items-center gap-1.5 text-sm font-medium">
                    {hidden && <Ban aria-hidden size={13} className="text-unknown shrink-0" />}
                    <span className="break-words">{name}</span>
                </p>
                {id !== undefined && <p className="text-ink-3 font-mono text-2xs break-all">{id}</p>}
                <div className="mt-1.5">{badge}</div>
            </div>
            <div className="min-w-0">{children}</div>
        </li>
    );
}

function CauseFacts({ cause }: { cause: Cause }) {
    return (
        <>
            <p className="mb-2 text-sm">{sentence(causeText(cause))}</p>
            <Facts>
                {cause.permission !== null && (
                    <Fact name={cause.class === "denied" ? "Missing permission" : "Permission"}>
                        <Mono text={cause.permission} label="Copy the permission" />
                    </Fact>
                )}
                {cause.code !== null && (
                    <Fact name="AWS's error">
                        <span className="font-mono text-xs">{cause.code}</span>
                        {cause.status !== null && <span className="text-ink-3"> ({cause.status})</span>}
                    </Fact>
                )}
                {cause.message !== null && cause.class === "denied" && (
                    <Fact name="AWS's words">{cause.message}</Fact>
                )}
                {cause.requestId !== null && (
                    <Fact name="Request id">
                        <Mono text={cause.requestId} label="Copy the request id" />
                    </Fact>
                )}
            </Facts>
        </>
    );
}

const Mono = ({ text, label }: { text: string; label: string }) => (
    <span className="flex items-center gap-1">
        <span className="min-w-0 font-mono text-xs break-all">{text}</span>
        <span className="-my-1">
            <CopyButton text={text} label={label} />
        </span>
    </span>
);
