/** What to import next: a file that was only looked at, or the account whose files end earliest. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { ledgerAccountsQuery } from "~/api/books";
import { type BankImport, importsQuery } from "~/api/imports";
import { useRows } from "~/api/pages";
import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { ButtonLink } from "~/ui/link";

import { dayWords } from "./days";

export type Next = { kind: "file"; of: BankImport } | { kind: "account"; account: number; until: string };

/** Of all imports, the newest first. */
export function nextImport(all: readonly BankImport[], done: BankImport): Next | undefined {
    const file = all.find(({ id, state }) => state === "preview" && id !== done.id);
    if (file !== undefined) return { kind: "file", of: file };
    const ends = new Map<number, string>();
    for (const { account, state, facts } of all) {
        const until = facts.statement?.until;
        if (state !== "committed" || until === undefined) continue;
        if (until > (ends.get(account) ?? "")) ends.set(account, until);
    }
    const own = ends.get(done.account) ?? "";
    const [first] = [...ends].sort(([, a], [, b]) => (a < b ? -1 : 1));
    return first === undefined || first[0] === done.account || first[1] >= own
        ? undefined
        : { kind: "account", account: first[0], until: first[1] };
}

export function NextImport({ workspace, of }: { workspace: string; of: BankImport }) {
    const { rows } = useRows(useInfiniteQuery(importsQuery(workspace)));
    const accounts = useQuery(ledgerAccountsQuery(workspace)).data?.items;
    const next = nextImport(rows ?? [], of);
    if (next === undefined) return null;
    if (next.kind === "file")
        return (
            <Alert
                tone="info"
                className="mb-3"
                action={
                    <ButtonLink size="sm" to={paths.import(workspace, next.of.id)}>
                        Look at it
                    </ButtonLink>
                }
            >
                {next.of.name} was read too, and is not brought in yet.
            </Alert>
        );
    const name = accounts?.find(({ no }) => no === next.account)?.full_name ?? `Account ${next.account}`;
    return (
        <Alert
            tone="info"
            className="mb-3"
            action={
                <ButtonLink size="sm" to={paths.imports(workspace, { new: true, account: next.account })}>
                    Import its next file
                </ButtonLink>
            }
        >
            The files of {name} end on {dayWords(next.until)}, earlier than these.
        </Alert>
    );
}
