/** What a token may be used for, in words. Each can also read; "manage" can do all. */
export const SCOPES = [
    { value: "read", label: "Read", hint: "See accounts, resources, findings, runs and members." },
    { value: "collect", label: "Collect", hint: "Ask for a collection run; and read." },
    { value: "findings", label: "Findings", hint: "Mute findings and end that; and read." },
    { value: "books", label: "Books", hint: "Write into the books: transactions, imports, rules; and read." },
    {
        value: "manage",
        label: "Manage",
        hint: "Change accounts, members and settings, open the books and close periods, read the audit log, export; and all of the above. Never: delete a workspace, make owners, or make tokens.",
    },
] as const;

export type Scope = (typeof SCOPES)[number]["value"];

/** The name of a scope; one that this console does not know is shown by its own word. */
export const scopeName = (scope: string): string =>
    SCOPES.find(({ value }) => value === scope)?.label ?? scope;
