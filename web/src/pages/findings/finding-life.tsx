/** The life of a finding: since when, until when and by whom it is muted, and what happened to it. */
import { useQuery } from "@tanstack/react-query";
import { Bell, BellOff, Check, CircleDot, CircleHelp, type LucideIcon, Pencil } from "lucide-react";

import type { FindingDetail } from "~/api/findings";
import { meQuery } from "~/api/me";
import { membersQuery } from "~/api/members";
import type { Finding } from "~/api/types";
import { cx } from "~/lib/cx";
import { number } from "~/lib/format";
import { Fact, Facts } from "~/ui/facts";
import { Section } from "~/ui/section";
import { Time } from "~/ui/time";

import { actorName, eventWord, said } from "./finding-words";

const ICON: Record<string, { icon: LucideIcon; look: string }> = {
    opened: { icon: CircleDot, look: "bg-critical-soft text-critical" },
    reopened: { icon: CircleDot, look: "bg-critical-soft text-critical" },
    resolved: { icon: Check, look: "bg-good-soft text-good" },
    unknown: { icon: CircleHelp, look: "hatch-faint text-unknown" },
    known: { icon: CircleDot, look: "bg-sunken text-ink-2" },
    muted: { icon: BellOff, look: "bg-sunken text-ink-2" },
    unmuted: { icon: Bell, look: "bg-sunken text-ink-2" },
};
const OTHER = { icon: Pencil, look: "bg-sunken text-ink-2" };

interface Props {
    workspace: string;
    finding: Finding;
    events: FindingDetail["events"];
}

export function FindingLife({ workspace, finding, events }: Props) {
    const members = useQuery(membersQuery(workspace)).data?.items;
    const me = useQuery(meQuery()).data?.id;
    const { mute } = finding;
    return (
        <Section title="Its life">
            <Facts>
                <Fact name="First seen">
                    <Time at={finding.first_seen} />
                </Fact>
                <Fact name="Last seen">
                    <Time at={finding.last_seen} />
                </Fact>
                {finding.resolved != null && (
                    <Fact name="Resolved">
                        <Time at={finding.resolved} />
                    </Fact>
                )}
                {mute != null && (
                    <Fact name="Muted">
                        Until <Time at={mute.until} as="exact" /> by{" "}
                        {actorName(mute.by, members, me) ?? "somebody"}
                        <span className="text-ink-2 block break-words">{said(mute.reason)}</span>
                    </Fact>
                )}
            </Facts>
            <ol aria-label="What happened" className="mt-4">
                {events.map((event, index) => {
                    const { icon: Icon, look } = ICON[event.what] ?? OTHER;
                    const who = actorName(event.actor, members, me);
                    return (
                        <li key={`${event.at} ${event.what} ${index}`} className="flex gap-3">
                            <span className="flex flex-col items-center">
                                <span
                                    className={cx(
                                        "grid size-6 shrink-0 place-items-center rounded-full",
                                        look,
                                    )}
                                >
                                    <Icon aria-hidden size={13} />
                                </span>
                                {index < events.length - 1 && <span className="bg-line w-px flex-1" />}
                            </span>
                            <div className="min-w-0 flex-1 pb-4 text-sm">
                                <p className="flex flex-wrap items-baseline gap-x-2">
                                    <span className="font-medium">{eventWord(event.what)}</span>
                                    <span className="text-ink-3 text-xs">
                                        <Time at={event.at} />
                                        {event.generation != null &&
                                            ` · generation ${number(event.generation)}`}
                                        {who !== undefined && ` · ${who}`}
                                    </span>
                                </p>
                                {event.detail != null && event.detail !== "" && (
                                    <p className="text-ink-2 break-words">{said(event.detail)}</p>
                                )}
                            </div>
                        </li>
                    );
                })}
            </ol>
            {events.length === 0 && (
                <p className="text-ink-3 mt-3 text-sm">Nothing of it is kept any more.</p>
            )}
        </Section>
    );
}
