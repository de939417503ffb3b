/** A forgotten password: asks for a mail. */
import { AskForReset } from "./ask-for-reset";

export function ForgotPasswordPage() {
    return <AskForReset />;
}
