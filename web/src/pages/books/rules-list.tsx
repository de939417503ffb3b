/** The rules in the order in which they are asked. One is moved by its buttons, by Alt and the arrow keys, or dragged. */
import { ChevronDown, ChevronUp, GripVertical, Trash2 } from "lucide-react";
import { type DragEvent, type KeyboardEvent, useRef, useState } from "react";

import type { LedgerAccount } from "~/api/books";
import type { Rule } from "~/api/definitions";
import { cx } from "~/lib/cx";
import { paths } from "~/lib/paths";
import { IconButton } from "~/ui/icon-button";
import { BareLink } from "~/ui/link";

import { actionWords, conditionWords } from "./rule-body";

interface Props {
    workspace: string;
    rules: readonly Rule[];
    accounts: ReadonlyMap<number, LedgerAccount>;
    reason: string | undefined;
    onMove: (id: string, to: number) => void;
    onRemove: (rule: Rule) => void;
}

export function RulesList({ workspace, rules, accounts, reason, onMove, onRemove }: Props) {
    const place = useRef<HTMLOListElement>(null);
    const [dragged, setDragged] = useState<string | null>(null);
    const [over, setOver] = useState<number | null>(null);
    const may = reason === undefined;
    const move = (id: string, to: number): void => {
        if (to < 0 || to >= rules.length) return;
        onMove(id, to);
    };
    const drop = (event: DragEvent, to: number): void => {
        event.preventDefault();
        if (dragged !== null) move(dragged, to);
        setDragged(null);
        setOver(null);
    };
    return (
        <ol
            ref={place}
            aria-label="Rules, in the order in which they are asked"
            className="bg-surface border-line shadow-card divide-line divide-y rounded-lg border"
        >
            {rules.map((rule, index) => {
                const { id, body } = rule;
                const onKeyDown = (event: KeyboardEvent): void => {
                    const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
                    if (!event.altKey || step === 0 || !may) return;
                    event.preventDefault();
                    move(id, index + step);
                };
                return (
                    // The keys come from the link and the buttons within; dragging is one way of three.
                    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
                    <li
                        key={id}
                        draggable={may}
                        onKeyDown={onKeyDown}
                        onDragStart={(event) => {
                            event.dataTransfer.effectAllowed = "move";
                            setDragged(id);
                        }}
                        onDragEnd={() => {
                            setDragged(null);
                            setOver(null);
                        }}
                        onDragOver={(event) => {
                            if (dragged === null) return;
                            event.preventDefault();
                            setOver(index);
                        }}
                        onDrop={(event) => drop(event, index)}
                        className={cx(
                            "flex items-start gap-3 px-3 py-2.5 text-sm",
                            dragged === id && "opacity-50",
                            over === index && dragged !== id && "bg-accent-soft",
                        )}
                    >
                        <span className="text-ink-3 mt-0.5 flex shrink-0 items-center gap-1">
                            <GripVertical
                                aria-hidden
                                size={14}
                                className={cx("phone:hidden", may ? "cursor-grab" : "opacity-40")}
                            />
                            <span className="tabular w-5 text-right text-xs">{index + 1}</span>
                        </span>
                        <div className="min-w-0 flex-1">
                            <BareLink
                                to={paths.rules(workspace, { edit: id })}
                                className="font-medium hover:underline"
                            >
                                {body.name}
                            </BareLink>
                            <p className="text-ink-2 break-words">
                                {body.conditions.map((one, at) => (
                                    <span key={at}>
                                        {at > 0 && <span className="text-ink-3"> and </span>}
                                        {/* A sign is not to stand on another line than its amount. */}
                                        {conditionWords(one, accounts).replaceAll("−", "−\u2060")}
                                    </span>
                                ))}
                            </p>
                            <p className="break-words">
                                <span className="text-ink-3">sets </span>
                                {body.actions.map((one) => actionWords(one, accounts)).join(", ")}
                                {body.goes_on && <span className="text-ink-3"> · goes on</span>}
                            </p>
                        </div>
                        <span className="flex shrink-0 gap-0.5 phone:flex-col">
                            <IconButton
                                size="sm"
                                label={`Ask ${body.name} earlier`}
                                icon={<ChevronUp aria-hidden size={15} />}
                                disabledReason={reason ?? (index === 0 ? "It is the first." : undefined)}
                                onClick={() => move(id, index - 1)}
                            />
                            <IconButton
                                size="sm"
                                label={`Ask ${body.name} later`}
                                icon={<ChevronDown aria-hidden size={15} />}
                                disabledReason={
                                    reason ?? (index === rules.length - 1 ? "It is the last." : undefined)
                                }
                                onClick={() => move(id, index + 1)}
                            />
                            <IconButton
                                size="sm"
                                label={`Remove ${body.name}`}
                                icon={<Trash2 aria-hidden size={14} />}
                                disabledReason={reason}
                                onClick={() => onRemove(rule)}
                            />
                        </span>
                    </li>
                );
            })}
        </ol>
    );
}
