/** The columns of the members of a workspace. */
import type { Member } from "~/api/members";
import { ROLES, type Role } from "~/lib/roles";
import { readTime } from "~/lib/format";
import { Avatar } from "~/ui/avatar";
import { Badge } from "~/ui/badge";
import type { DataColumn } from "~/ui/data-table";
import { Time } from "~/ui/time";

import { MemberOut } from "./member-out";
import { MemberRole } from "./member-role";
import type { Circumstances } from "./member-rules";

const rank = (role: string): number => -ROLES.indexOf(role as Role);

export const memberColumns = (where: Circumstances): readonly DataColumn<Member>[] => [
    {
        id: "name",
        header: "Member",
        main: true,
        sortBy: ({ name }) => name,
        cell: ({ user, name, email }) => (
            <span className="flex min-w-0 items-center gap-2.5">
                <Avatar name={name} />
                <span className="min-w-0">
                    <span className="flex min-w-0 items-center gap-2">
                        <span className="truncate font-medium">{name}</span>
                        {user === where.me && <Badge>You</Badge>}
                    </span>
                    <span className="text-ink-3 block truncate text-xs font-normal">{email}</span>
                </span>
            </span>
        ),
    },
    {
        id: "role",
        header: "Role",
        width: "9.5rem",
        sortBy: ({ role }) => rank(role),
        cell: (member) => <MemberRole member={member} where={where} />,
    },
    {
        id: "totp",
        header: "One-time codes",
        width: "9rem",
        from: "lg",
        sortBy: ({ totp }) => (totp ? 0 : 1),
        cell: ({ totp }) => (totp ? <Badge tone="good">On</Badge> : <Badge tone="warn">Off</Badge>),
    },
    {
        id: "since",
        header: "Since",
        width: "8.5rem",
        from: "lg",
        sortBy: ({ since }) => readTime(since)?.getTime(),
        cell: ({ since }) => <Time at={since} />,
    },
    {
        id: "out",
        header: "Remove",
        width: "7rem",
        align: "end",
        cell: (member) => <MemberOut member={member} where={where} />,
    },
];
