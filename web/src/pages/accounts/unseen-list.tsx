/** What could not be seen, by cause: how much it hides, which permission is missing, and what to do. */
import { ChevronRight, ClipboardCopy } from "lucide-react";
import { useState } from "react";

import { number, sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Code } from "~/ui/code-block";
import { Link } from "~/ui/link";
import { toast } from "~/ui/toast";

import { statement } from "./policy";
import {
    classTodo,
    classWord,
    groupUnseen,
    hiddenWords,
    missingPermissions,
    type UnseenGroup,
    type UnseenRow,
} from "./unseen-groups";

const SHOWN_FIRST = 5;
/** Rows of one cause that are listed. */
const ROWS_MAX = 40;

interface Props {
    workspace: string;
    rows: readonly UnseenRow[];
    /** What an account is called; left out where all is of one. */
    nameOf?: (account: string) => string;
    account?: string;
}

export function UnseenList({ workspace, rows, nameOf, account }: Props) {
    const [all, setAll] = useState(false);
    const groups = groupUnseen(rows);
    const missing = missingPermissions(groups);
    const shown = all ? groups : groups.slice(0, SHOWN_FIRST);
    return (
        <div className="border-line bg-surface shadow-card rounded-lg border">
            {missing.length > 1 && (
                <div className="border-line flex flex-wrap items-center justify-between gap-2 border-b px-4 py-2.5">
                    <p className="text-ink-2 text-sm">{number(missing.length)} permissions are missing.</p>
                    <CopyStatement actions={missing} label={`Copy one statement for all ${missing.length}`} />
                </div>
            )}
            <ul className="divide-line divide-y">
                {shown.map((group) => (
                    <Cause
                        key={group.key}
                        group={group}
                        workspace={workspace}
                        nameOf={nameOf}
                        account={account}
                    />
                ))}
            </ul>
            {groups.length > SHOWN_FIRST && (
                <div className="border-line border-t p-2 text-center">
                    <Button size="sm" kind="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
                        {all ? "Show fewer" : `Show all ${number(groups.length)} causes`}
                    </Button>
                </div>
            )}
        </div>
    );
}

interface CauseProps {
    group: UnseenGroup;
    workspace: string;
    nameOf: ((account: string) => string) | undefined;
    account: string | undefined;
}

function Cause({ group, workspace, nameOf, account }: CauseProps) {
    const [open, setOpen] = useState(false);
    const message = group.rows.find((row) => row.message != null)?.message;
    return (
        <li className="px-4 py-3">
            <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
                <div className="min-w-0 flex-1 basis-72">
                    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
                        <Badge
                            tone={
                                group.class === "denied" || group.class === "credentials" ? "warn" : "plain"
                            }
                        >
                            {classWord(group.class)}
                        </Badge>
                        <span className="min-w-0 break-all">{group.title}</span>
                    </p>
                    <p className="text-ink-2 mt-1 text-sm">
                        {hiddenWords(group)} {classTodo(group.class)}
                    </p>
                </div>
                {group.permission !== null && (
                    <CopyStatement
                        actions={[group.permission]}
                        label="Copy the statement"
                        about={group.permission}
                    />
                )}
            </div>
            <button
                type="button"
                aria-expanded={open}
                onClick={() => setOpen(!open)}
                className="text-ink-3 hover:text-ink mt-1 -ml-1 inline-flex items-center gap-1 rounded px-1 text-xs phone:min-h-9"
            >
                <ChevronRight aria-hidden size={12} className={open ? "rotate-90" : ""} />
                {open ? "Less" : "What exactly"}
                <span className="sr-only"> of {group.title}</span>
            </button>
            {open && (
                <div className="mt-2 flex flex-col gap-2">
                    {message != null && (
                        <p className="text-ink-2 text-xs break-words">
                            {sentence(message)}
                            {group.rows[0]?.code != null && (
                                <>
                                    {" "}
                                    <Code>{group.rows[0].code}</Code>
                                </>
                            )}
                        </p>
                    )}
                    <ul className="text-ink-2 flex flex-col gap-1 text-xs">
                        {group.rows.slice(0, ROWS_MAX).map((row, index) => (
                            <li key={index} className="flex flex-wrap gap-x-2">
                                {nameOf !== undefined && row.account !== undefined && (
                                    <span className="text-ink">{nameOf(row.account)}</span>
                                )}
                                {row.kind != null && row.kind !== "" && (
                                    <Link
                                        to={paths.inventory(workspace, {
                                            kind: row.kind,
                                            region: row.region,
                                            account: row.account ?? account,
                                            hidden: row.listing ? undefined : true,
                                        })}
                                    >
                                        {row.kind}
                                    </Link>
                                )}
                                <span>{row.region}</span>
                                <span className="text-ink-3">
                                    {row.listing
                                        ? "the whole listing"
                                        : row.resources == null
                                          ? "some resources"
                                          : `${number(row.resources)} ${row.resources === 1 ? "resource" : "resources"}`}
                                </span>
                            </li>
                        ))}
                        {group.rows.length > ROWS_MAX && (
                            <li className="text-ink-3">
                                and {number(group.rows.length - ROWS_MAX)} more like these
                            </li>
                        )}
                    </ul>
                </div>
            )}
        </li>
    );
}

export function CopyStatement({
    actions,
    label,
    about,
}: {
    actions: readonly string[];
    label: string;
    about?: string;
}) {
    const copy = async (): Promise<void> => {
        try {
            await navigator.clipboard.writeText(statement(actions));
            toast(
                actions.length === 1
                    ? `The statement for ${actions[0]} is copied.`
                    : `One statement for ${actions.length} permissions is copied.`,
            );
        } catch {
            toast("The browser did not allow to copy.", { tone: "bad" });
        }
    };
    return (
        <Button
            size="sm"
            icon={<ClipboardCopy aria-hidden size={13} />}
            onClick={copy}
            {...(about === undefined ? {} : { "aria-label": `${label} for ${about}` })}
        >
            {label}
        </Button>
    );
}
