/** One's sessions: in which browsers one is signed in. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { type Session, sessionsQuery, useEndOtherSessions, useEndSession } from "~/api/sessions";
import { asProblem } from "~/api/problem";
import { plural, sentence } from "~/lib/format";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { ConfirmDialog } from "~/ui/confirm-dialog";
import { type DataColumn, DataTable } from "~/ui/data-table";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { Time } from "~/ui/time";
import { toast } from "~/ui/toast";
import { Tooltip } from "~/ui/tooltip";
import { UnknownBadge } from "~/ui/unknown-badge";

import { agentName } from "./agent";

export function SessionsPage() {
    const query = useQuery(sessionsQuery());
    const endOthers = useEndOtherSessions();
    const [asking, setAsking] = useState(false);
    const others = query.data?.items.filter(({ current }) => !current).length;
    return (
        <>
            <PageHeader
                title="Sessions"
                about="Where you are signed in. End what you do not know, and then change your password."
                actions={
                    <Button
                        kind="danger"
                        disabledReason={
                            others === undefined
                                ? "Whether there are others is not known yet."
                                : others === 0
                                  ? "There is no other session."
                                  : undefined
                        }
                        onClick={() => setAsking(true)}
                    >
                        End all others
                    </Button>
                }
            />
            <QueryView query={query} what="Your sessions">
                {({ items }) => (
                    <DataTable
                        label="Sessions"
                        columns={COLUMNS}
                        rows={items}
                        rowId={({ id }) => id}
                        rowLabel={({ agent }) => agentName(agent) ?? "an unknown browser"}
                    />
                )}
            </QueryView>
            <ConfirmDialog
                open={asking}
                onOpenChange={setAsking}
                title="End all other sessions"
                action="End them"
                onConfirm={async () => {
                    const { ended } = await endOthers.mutateAsync();
                    toast(ended === 1 ? "1 session has ended." : `${plural(ended, "session")} have ended.`);
                }}
            >
                Whoever uses them has to sign in again. This session stays, and so do API tokens.
            </ConfirmDialog>
        </>
    );
}

const COLUMNS: readonly DataColumn<Session>[] = [
    {
        id: "agent",
        header: "Browser",
        main: true,
        cell: (session) => <Agent session={session} />,
    },
    {
        id: "address",
        header: "From",
        width: "9rem",
        cell: ({ address }) =>
            address === "" ? (
                <UnknownBadge />
            ) : (
                <span className="font-mono text-xs break-all">{address}</span>
            ),
    },
    { id: "seen", header: "Last used", width: "7.5rem", cell: ({ seen }) => <Time at={seen} /> },
    {
        id: "created",
        header: "Begun",
        width: "7.5rem",
        from: "lg",
        cell: ({ created }) => <Time at={created} />,
    },
    {
        id: "expires",
        header: "Ends",
        width: "7.5rem",
        from: "xl",
        cell: ({ expires }) => <Time at={expires} />,
    },
    {
        id: "end",
        header: "End it",
        width: "5rem",
        align: "end",
        cell: (session) => <EndButton session={session} />,
    },
];

function Agent({ session: { agent, current } }: { session: Session }) {
    const name = agentName(agent);
    return (
        <span className="flex min-w-0 items-center gap-2">
            {name === null ? (
                <UnknownBadge because="the browser did not say what it is">Unknown browser</UnknownBadge>
            ) : (
                <Tooltip text={agent}>
                    <span className="truncate font-medium">{name}</span>
                </Tooltip>
            )}
            {current && <Badge tone="accent">This one</Badge>}
        </span>
    );
}

function EndButton({ session: { id, agent, current } }: { session: Session }) {
    const end = useEndSession();
    const name = agentName(agent) ?? "an unknown browser";
    const run = async (): Promise<void> => {
        try {
            await end.mutateAsync(id);
            toast(`The session of ${name} has ended.`);
        } catch (error) {
            toast(sentence(asProblem(error).detail), { tone: "bad" });
        }
    };
    return (
        <Button
            size="sm"
            aria-label={`End the session of ${name}`}
            loading={end.isPending}
            disabledReason={current ? "You use it now: sign out to end it." : undefined}
            onClick={run}
        >
            End
        </Button>
    );
}
