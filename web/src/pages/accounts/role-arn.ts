/** What people paste when they link an account, looked at before the API has to. */

const ROLE = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(.+)$/;
const ARN_MAX_CHARS = 2_048;

export interface RoleParts {
    account: string;
    /** With its path, if it has one. */
    name: string;
}

export function readRole(arn: string): RoleParts | null {
    const found = ROLE.exec(arn.trim());
    const [, , account, name] = found ?? [];
    return account === undefined || name === undefined || arn.length > ARN_MAX_CHARS
        ? null
        : { account, name };
}

/** What is wrong with the ARN of a role; undefined while nothing is. */
export function roleFault(arn: string): string | undefined {
    const text = arn.trim();
    if (text === "") return "Paste the ARN of the role";
    if (readRole(text) !== null) return undefined;
    if (!text.startsWith("arn:")) return "An ARN begins with arn:";
    if (/:user\//.test(text)) return "This is a user. Skytally assumes a role";
    if (/:sts:.*assumed-role\//.test(text))
        return "This is a session of a role. Paste the role itself, from IAM";
    if (/:cloudformation:/.test(text))
        return "This is the stack. The role stands under its outputs, as RoleArn";
    const account = text.split(":")[4] ?? "";
    if (text.split(":").length > 4 && !/^\d{12}$/.test(account)) return "The account has twelve digits";
    return "This is no role: arn:aws:iam::123456789012:role/SkytallyRead is one";
}

export function keyIdFault(id: string): string | undefined {
    const text = id.trim();
    if (text === "") return "Paste the id of the access key";
    if (text.startsWith("ASIA"))
        return "This is a temporary key, which ends within hours: take one of a user";
    if (/[a-z]/.test(text))
        return "It has capital letters and digits only: have the id and the secret changed places?";
    if (!/^[A-Z0-9]{16,128}$/.test(text))
        return "An id has at least 16 capital letters and digits, such as AKIA…";
    return undefined;
}

export const accountIdFault = (id: string): string | undefined =>
    /^\d{12}$/.test(id.trim()) ? undefined : "An AWS account has twelve digits";
