/** Mutes one finding or many: why, and until when. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { findingQuery } from "~/api/findings";
import { meQuery } from "~/api/me";
import { membersQuery } from "~/api/members";
import { asProblem } from "~/api/problem";
import type { Finding } from "~/api/types";
import { date, dateTime, plural, readTime } from "~/lib/format";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Dialog, DialogFoot } from "~/ui/dialog";
import { Form, useForm } from "~/ui/form";
import { Input } from "~/ui/input";
import { Segments } from "~/ui/segments";
import { Textarea } from "~/ui/textarea";
import { toast } from "~/ui/toast";

import { actorName, resourceName, standing } from "./finding-words";
import type { Muting } from "./muting";

const REASON_MAX_CHARS = 500;
export const MUTE_DAYS_MAX = 365;
const DAY_MS = 86_400_000;
const TERMS = ["7", "30", "90", "own"] as const;
type Term = (typeof TERMS)[number];

/** A day as a date field has it, in the time of this device. */
export function dayOf(at: Date): string {
    const two = (value: number): string => String(value).padStart(2, "0");
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** When a mute ends: so many days from now, or at the end of a day. Null while no day is given. */
export function muteEnd(term: Term, day: string, now: Date): Date | null {
    if (term !== "own") return new Date(now.getTime() + Number(term) * DAY_MS);
    const end = new Date(`${day}T23:59:59`);
    return day === "" || Number.isNaN(end.getTime()) ? null : end;
}

interface Props {
    workspace: string;
    /** None: closed. */
    findings: readonly Finding[];
    onClose: () => void;
    onDone?: () => void;
    muting: Muting;
}

export function MuteDialog({ findings, onClose, ...rest }: Props) {
    const [only] = findings;
    const title =
        findings.length === 1 && only !== undefined
            ? `Mute the finding of ${resourceName(only)}`
            : `Mute ${plural(findings.length, "finding")}`;
    return (
        <Dialog
            open={findings.length > 0}
            onOpenChange={(open) => {
                if (!open) onClose();
            }}
            title={title}
            description="It stays a finding, and a failure in compliance. It only asks for nobody until the mute ends."
        >
            <MuteForm findings={findings} onClose={onClose} {...rest} />
        </Dialog>
    );
}

function MuteForm({ workspace, findings, onClose, onDone, muting }: Props) {
    const client = useQueryClient();
    // What the others have made of it, where somebody was faster.
    const [newer, setNewer] = useState<Finding | null>(null);
    const [now] = useState(() => new Date());
    const form = useForm<{ reason: string; term: Term; until: string }>({
        initial: { reason: "", term: "30", until: "" },
        check: ({ reason, term, until }) => {
            const end = muteEnd(term, until, now);
            const days = end === null ? null : (end.getTime() - Date.now()) / DAY_MS;
            return {
                reason: reason.trim() === "" ? "Say why, for whoever looks at it later" : undefined,
                until:
                    days === null
                        ? "Choose a day"
                        : days <= 0
                          ? "A mute ends in the future"
                          : days > MUTE_DAYS_MAX + 1
                            ? "A mute ends after a year at the latest"
                            : undefined,
            };
        },
        submit: async ({ reason, term, until }) => {
            const end = muteEnd(term, until, new Date());
            if (end === null) return;
            const now = findings.map((one) => (newer !== null && one.id === newer.id ? newer : one));
            await muting.mute(now, { until: end.toISOString(), reason: reason.trim() });
            onClose();
            onDone?.();
        },
        onProblem: (problem) => {
            const [only] = findings;
            if (!problem.is("changed") || only === undefined) return false;
            client
                .query({ ...findingQuery(workspace, only.id), staleTime: 0 })
                .then(({ finding }) => setNewer(finding))
                .catch((error: unknown) =>
                    toast(
                        `Somebody else was faster, and it cannot be read anew: ${asProblem(error).detail}.`,
                        {
                            tone: "bad",
                        },
                    ),
                );
            return true;
        },
    });
    const { term, until } = form.values;
    const end = muteEnd(term, until, now);
    return (
        <Form form={form} label="Mute">
            {newer !== null && <Faster workspace={workspace} finding={newer} />}
            <Textarea
                label="Why"
                hint="It stands in the life of the finding and in the audit trail."
                rows={3}
                maxLength={REASON_MAX_CHARS}
                {...form.field("reason")}
            />
            <div className="flex flex-col gap-1.5">
                <span className="text-sm font-medium">Until</span>
                <div className="flex flex-wrap items-start gap-2">
                    <Segments
                        label="How long"
                        value={term}
                        onChange={(next) => form.set({ term: next })}
                        choices={TERMS.map((value) => ({
                            value,
                            label: value === "own" ? "Own date" : `${value} days`,
                        }))}
                    />
                    {term === "own" && (
                        <Input
                            label="The last day of the mute"
                            hideLabel
                            type="date"
                            min={dayOf(now)}
                            max={dayOf(new Date(now.getTime() + MUTE_DAYS_MAX * DAY_MS))}
                            className="w-44"
                            {...form.field("until")}
                        />
                    )}
                </div>
                <p className="text-ink-3 text-xs" role="status">
                    {end === null ? "At most a year from now." : `It ends by itself on ${dateTime(end)}.`}
                </p>
            </div>
            <DialogFoot>
                <Button onClick={onClose}>Cancel</Button>
                <Button type="submit" kind="primary" loading={form.submitting}>
                    {findings.length === 1 ? "Mute it" : `Mute ${plural(findings.length, "finding")}`}
                </Button>
            </DialogFoot>
        </Form>
    );
}

/** Somebody else has changed it meanwhile. What was typed is still there. */
function Faster({ workspace, finding }: { workspace: string; finding: Finding }) {
    const members = useQuery(membersQuery(workspace)).data?.items;
    const me = useQuery(meQuery()).data?.id;
    const until = readTime(finding.mute?.until);
    const stands = standing(finding);
    return (
        <Alert tone="warn">
            Somebody else was faster.{" "}
            {finding.mute == null
                ? `It is not muted, and ${stands === "was-open" || stands === "unknown" ? "cannot be told at the moment" : finding.state}.`
                : `${actorName(finding.mute.by, members, me) ?? "Somebody"} has muted it until ${until === null ? "?" : date(until)}: ${finding.mute.reason}`}{" "}
            What you typed is still here: send it again if it holds.
        </Alert>
    );
}
