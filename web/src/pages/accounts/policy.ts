/** Policies to copy: what a role or key lacks, as a statement of IAM. */

/** A statement that allows these actions, to be added to the role's policy. */
export function statement(actions: readonly string[]): string {
    const wanted = [...new Set(actions)].sort();
    return JSON.stringify(
        { Sid: "SkytallyReadMore", Effect: "Allow", Action: wanted, Resource: "*" },
        null,
        2,
    );
}

/** The same as a whole policy, for those who attach one of its own. */
export function policy(actions: readonly string[]): string {
    return JSON.stringify(
        { Version: "2012-10-17", Statement: [JSON.parse(statement(actions)) as unknown] },
        null,
        2,
    );
}
