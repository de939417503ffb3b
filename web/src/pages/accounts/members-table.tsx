/** The members of an organization, to choose from. */
import { useState } from "react";

import type { Schema } from "~/api/types";
import { number, plural } from "~/lib/format";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { type DataColumn, DataTable } from "~/ui/data-table";
import { FilterBar } from "~/ui/filter-bar";
import { SearchInput } from "~/ui/search-input";

type Member = Schema<"OrganizationMember">;

interface Props {
    members: readonly Member[];
    /** AWS accounts that are linked already. */
    linked: readonly string[];
    chosen: readonly string[];
    onChange: (chosen: readonly string[]) => void;
}

const columns: readonly DataColumn<Member>[] = [
    {
        id: "name",
        header: "Account",
        main: true,
        cell: (member) => (
            <span className="block min-w-0">
                <span className="block truncate font-medium">{member.name || member.aws_account}</span>
                {member.email != null && (
                    <span className="text-ink-3 block truncate text-xs font-normal">{member.email}</span>
                )}
            </span>
        ),
    },
    {
        id: "id",
        header: "AWS account",
        width: "10rem",
        cell: (member) => <span className="tabular">{member.aws_account}</span>,
    },
    {
        id: "state",
        header: "State",
        width: "9rem",
        cell: (member) =>
            member.state === "ACTIVE" ? (
                <span className="text-ink-2">Active</span>
            ) : (
                <Badge tone="warn">
                    {member.state === "" ? "Not told" : member.state.toLowerCase().replaceAll("_", " ")}
                </Badge>
            ),
    },
];

export function MembersTable({ members, linked, chosen, onChange }: Props) {
    const [q, setQ] = useState("");
    const there = members.filter(({ aws_account: id }) => linked.includes(id));
    const free = members.filter(({ aws_account: id }) => !linked.includes(id));
    const word = q.trim().toLowerCase();
    const rows = free.filter(({ name, aws_account: id, email }) =>
        `${name} ${id} ${email ?? ""}`.toLowerCase().includes(word),
    );
    // What is chosen stays chosen while the search hides it.
    const shownIds = new Set(rows.map(({ aws_account: id }) => id));
    const active = free.filter(({ state }) => state === "ACTIVE").map(({ aws_account: id }) => id);
    return (
        <>
            <FilterBar count={`${number(chosen.length)} of ${plural(free.length, "account")} chosen`}>
                <SearchInput label="Search the members" value={q} onChange={setQ} />
                <Button onClick={() => onChange(active)}>Choose all that are active</Button>
                {chosen.length > 0 && (
                    <Button kind="quiet" onClick={() => onChange([])}>
                        Choose none
                    </Button>
                )}
            </FilterBar>
            {there.length > 0 && (
                <p className="text-ink-3 mb-3 text-sm">{plural(there.length, "member")} linked already.</p>
            )}
            {rows.length === 0 ? (
                <p className="text-ink-2 text-sm">
                    {free.length === 0 ? "All members are linked already." : "No member fits."}
                </p>
            ) : (
                <DataTable
                    label="Members of the organization"
                    columns={columns}
                    rows={rows}
                    rowId={(member) => member.aws_account}
                    rowLabel={(member) => member.name || member.aws_account}
                    selection={{
                        ids: chosen.filter((id) => shownIds.has(id)),
                        onChange: (ids) => onChange([...chosen.filter((id) => !shownIds.has(id)), ...ids]),
                    }}
                />
            )}
        </>
    );
}
