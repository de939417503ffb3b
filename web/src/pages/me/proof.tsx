/** The password again, before something that cannot be taken back. Whoever has none has nothing to show. */
import type { Me, Schema } from "~/api/types";
import type { FieldState } from "~/ui/form";
import { PasswordInput } from "~/ui/password-input";

export const proofFault = (me: Me, password: string): string | undefined =>
    me.has_password && password === "" ? "Enter your password" : undefined;

export const proofBody = (me: Me, password: string): Schema<"ProofBody"> =>
    me.has_password ? { password } : {};

export function Proof({ me, field }: { me: Me; field: FieldState<string> }) {
    if (!me.has_password) return null;
    return <PasswordInput label="Your password" autoComplete="current-password" {...field} />;
}
