/** What holds for members, whoever looks. */
import type { Member } from "~/api/members";

export interface Circumstances {
    workspace: string;
    /** The role of whoever looks. */
    role: string | undefined;
    me: string | undefined;
    /** How many owners there are: the last one stays. */
    owners: number;
}

const LAST_OWNER = "A workspace has at least one owner: make somebody else an owner first.";

/** Why the last owner's role cannot change, and they cannot leave; undefined for all others. */
export const lastOwner = (member: Member, { owners }: Circumstances): string | undefined =>
    member.role === "owner" && owners === 1 ? LAST_OWNER : undefined;
