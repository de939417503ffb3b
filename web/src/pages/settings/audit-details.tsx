/** One entry of the audit log, whole. */
import type { ReactNode } from "react";

import type { AuditEntry } from "~/api/audit";
import { paths } from "~/lib/paths";
import { CopyButton } from "~/ui/copy-button";
import { Fact, Facts } from "~/ui/facts";
import { JsonView } from "~/ui/json-view";
import { Link } from "~/ui/link";
import { LoadingState } from "~/ui/skeleton";
import { Time } from "~/ui/time";

import { Who } from "./audit-columns";
import { type Names, subjectText, whatText } from "./audit-words";

interface Props {
    workspace: string;
    entry: AuditEntry | undefined;
    names: Names;
    /** Nothing is read yet. */
    waiting: boolean;
    /** A button that reads older entries, where there are any. */
    readOn: ReactNode;
}

export function AuditDetails({ workspace, entry, names, waiting, readOn }: Props) {
    if (entry === undefined) {
        if (waiting) return <LoadingState label="The entry: loading" rows={4} />;
        return (
            <div className="flex flex-col items-start gap-3 text-sm">
                <p>This entry is not among those that are read so far.</p>
                {readOn}
            </div>
        );
    }
    const [kind = "", id = ""] = entry.subject.split(":");
    const to =
        kind === "finding"
            ? paths.finding(workspace, id)
            : kind === "account"
              ? paths.account(workspace, id)
              : undefined;
    const hasDetail = Object.keys(entry.detail).length > 0;
    return (
        <div className="flex flex-col gap-5">
            <Facts>
                <Fact name="What">
                    {whatText(entry)} <code className="text-ink-3 font-mono text-xs">{entry.action}</code>
                </Fact>
                <Fact name="To what">
                    {to === undefined ? (
                        subjectText(entry, names)
                    ) : (
                        <Link to={to}>{subjectText(entry, names)}</Link>
                    )}
                    <Mono text={entry.subject} label="Copy what it was done to" />
                </Fact>
                <Fact name="Who">
                    <Who actor={entry.actor} names={names} />
                    <Mono text={entry.actor} label="Copy who it was" />
                </Fact>
                <Fact name="When">
                    <Time at={entry.at} as="exact" />
                </Fact>
                <Fact name="From">{entry.address === "" ? "A task of Skytally" : entry.address}</Fact>
                {entry.request_id !== "" && (
                    <Fact name="Request">
                        <Mono text={entry.request_id} label="Copy the request id" />
                    </Fact>
                )}
                <Fact name="Hash">
                    <Mono text={entry.hash} label="Copy the hash" />
                </Fact>
            </Facts>
            {hasDetail ? (
                <JsonView value={entry.detail} label="Details" />
            ) : (
                <p className="text-ink-3 text-sm">The entry has no further details.</p>
            )}
        </div>
    );
}

const Mono = ({ text, label }: { text: string; label: string }) => (
    <span className="flex max-w-full items-center gap-1">
        <code className="text-ink-2 min-w-0 font-mono text-xs break-all">{text}</code>
        <CopyButton text={text} label={label} />
    </span>
);
