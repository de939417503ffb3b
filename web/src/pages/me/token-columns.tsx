/** The columns of one's API tokens. */
import { useState } from "react";

import { type ApiToken, useRevokeToken } from "~/api/tokens";
import { readTime } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { ConfirmDialog } from "~/ui/confirm-dialog";
import type { DataColumn } from "~/ui/data-table";
import { Link } from "~/ui/link";
import { Time, useNow } from "~/ui/time";
import { toast } from "~/ui/toast";

import { scopeName } from "./token-scopes";

const DAY_MS = 86_400_000;
/** Days before its end from which on a token is marked. */
const SOON_DAYS = 7;
const at = (text: string | null | undefined): number | undefined => readTime(text)?.getTime();

export const tokenColumns = (
    nameOf: (workspace: string) => string | undefined,
): readonly DataColumn<ApiToken>[] => [
    {
        id: "name",
        header: "Token",
        main: true,
        sortBy: ({ name }) => name,
        cell: ({ name }) => <span className="block truncate font-medium">{name}</span>,
    },
    {
        id: "scopes",
        header: "May",
        width: "9.5rem",
        cell: ({ scopes }) => (
            <span className="flex flex-wrap gap-1">
                {scopes.map((scope) => (
                    <Badge key={scope}>{scopeName(scope)}</Badge>
                ))}
            </span>
        ),
    },
    {
        id: "workspace",
        header: "Where",
        width: "9rem",
        from: "lg",
        sortBy: ({ workspace }) => (workspace == null ? "" : (nameOf(workspace) ?? workspace)),
        cell: ({ workspace }) =>
            workspace == null ? (
                <span className="text-ink-2">All of yours</span>
            ) : (
                <Link to={paths.overview(workspace)}>{nameOf(workspace) ?? `${workspace.slice(0, 8)}…`}</Link>
            ),
    },
    {
        id: "used",
        header: "Last used",
        width: "7rem",
        sortBy: ({ used }) => at(used),
        cell: ({ used }) => <Time at={used} none="Never" />,
    },
    {
        id: "expires",
        header: "Ends",
        width: "7.5rem",
        sortBy: ({ expires }) => at(expires),
        cell: ({ expires }) => <Ends expires={expires} />,
    },
    {
        id: "revoke",
        header: "Revoke",
        width: "6.25rem",
        align: "end",
        cell: (token) => <Revoke token={token} />,
    },
];

function Ends({ expires }: { expires: string }) {
    const now = useNow().getTime();
    const end = at(expires);
    if (end !== undefined && end <= now) return <Badge tone="bad">Over</Badge>;
    if (end !== undefined && end - now < SOON_DAYS * DAY_MS) {
        return (
            <Badge tone="warn">
                <Time at={expires} />
            </Badge>
        );
    }
    return <Time at={expires} />;
}

function Revoke({ token }: { token: ApiToken }) {
    const [asking, setAsking] = useState(false);
    const revoke = useRevokeToken();
    return (
        <>
            <Button
                size="sm"
                kind="danger"
                aria-label={`Revoke ${token.name}`}
                onClick={() => setAsking(true)}
            >
                Revoke
            </Button>
            <ConfirmDialog
                open={asking}
                onOpenChange={setAsking}
                title={`Revoke ${token.name}`}
                action="Revoke"
                onConfirm={async () => {
                    await revoke.mutateAsync(token.id);
                    toast(`${token.name} is revoked.`);
                }}
            >
                Programs that use it are refused from now on. It cannot be brought back.
            </ConfirmDialog>
        </>
    );
}
