/** What a role may do. The API decides; this is so that a control can say beforehand why it is disabled. */
export const ROLES = ["viewer", "analyst", "admin", "owner"] as const;
export type Role = (typeof ROLES)[number];

export function atLeast(role: string, least: Role): boolean {
    const rank = ROLES.findIndex((one) => one === role);
    return rank >= ROLES.indexOf(least);
}

/** The reason why a control is disabled, or undefined where the role is enough. */
export function needs(role: string | undefined, least: Role, what: string): string | undefined {
    if (role === undefined) return "Your role in this workspace is not known yet.";
    if (atLeast(role, least)) return undefined;
    const who = least === "owner" ? "Owners" : `${least.charAt(0).toUpperCase()}${least.slice(1)}s and above`;
    return `${who} can ${what}. You are ${/^[aeiou]/.test(role) ? "an" : "a"} ${role}.`;
}
