/** A password that somebody chooses. The rules are said beforehand; how easy it is to guess, the API judges. */
import type { FieldState } from "~/ui/form";
import { PasswordInput } from "~/ui/password-input";

export const PASSWORD_MIN_CHARS = 12;
export const PASSWORD_MAX_CHARS = 256;

/** What can be said of it without the API. */
export function passwordFault(password: string): string | undefined {
    // As the API counts: code points of the form NFC.
    const length = Array.from(password.normalize("NFC")).length;
    if (password === "") return "Choose a password";
    if (length < PASSWORD_MIN_CHARS)
        return `Must have at least ${PASSWORD_MIN_CHARS} characters: it has ${length}`;
    if (length > PASSWORD_MAX_CHARS) return `Must have at most ${PASSWORD_MAX_CHARS} characters`;
    return undefined;
}

export function NewPassword({ label = "Password", field }: { label?: string; field: FieldState<string> }) {
    return (
        <PasswordInput
            label={label}
            autoComplete="new-password"
            hint="At least 12 characters, and not easy to guess. A few words that have nothing to do with one another are good; your name, your address and well-known passwords are not."
            {...field}
        />
    );
}
