/** Asks for a mail with which a password can be set. */
import { useForgotPassword } from "~/api/doors";

import { AskForMail } from "./ask-for-mail";

export function AskForReset({ fault }: { fault?: string | undefined }) {
    const forgot = useForgotPassword();
    return (
        <AskForMail
            title="Forgot the password"
            about="If the address is known, a mail with a link is sent to it. With the link you choose a new password."
            fault={fault}
            send={(email) => forgot.mutateAsync(email)}
            sent={(email) => `If ${email} is known, a mail is on its way. Its link works once, for an hour.`}
        />
    );
}
