/** A mail is on its way: what to do with it, and what if none comes. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { aboutQuery } from "~/api/about";
import { asProblem } from "~/api/problem";
import { sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Link } from "~/ui/link";

import { DoorLayout } from "./door-layout";

interface Props {
    /** What the mail is, with the address in it. */
    children: ReactNode;
    /** What is said when it was sent again. */
    again: string;
    onAgain: () => Promise<unknown>;
    /** Back to the form: the address was wrong. */
    onOther: () => void;
}

export function MailSent({ children, again, onAgain, onOther }: Props) {
    const about = useQuery(aboutQuery()).data;
    const [busy, setBusy] = useState(false);
    const [said, setSaid] = useState<{ tone: "good" | "bad"; text: string } | null>(null);
    const send = async (): Promise<void> => {
        setBusy(true);
        setSaid(null);
        try {
            await onAgain();
            setSaid({ tone: "good", text: again });
        } catch (error) {
            setSaid({ tone: "bad", text: sentence(asProblem(error).detail) });
        } finally {
            setBusy(false);
        }
    };
    return (
        <DoorLayout key="mail" title="Read your mail" foot={<Link to={paths.signIn()}>Sign in</Link>}>
            <div className="flex flex-col gap-4 text-sm">
                <p className="break-words">{children}</p>
                <WhereMailGoes />
                {said !== null && <Alert tone={said.tone}>{said.text}</Alert>}
                {about?.mail !== "folder" && (
                    <p className="text-ink-2">No mail came? Look into the folder for unwanted mail first.</p>
                )}
                <div className="flex flex-wrap gap-2">
                    <Button loading={busy} onClick={send}>
                        Send it again
                    </Button>
                    <Button kind="quiet" onClick={onOther}>
                        Another address
                    </Button>
                </div>
            </div>
        </DoorLayout>
    );
}

/** Where no mail server is set up, nobody waits for a mail that never comes. */
export function WhereMailGoes() {
    const about = useQuery(aboutQuery());
    if (about.data?.mail === "sent") return null;
    if (about.data?.mail === "folder") {
        return (
            <Alert tone="info">
                No mail server is set up here: mails lie in the folder that Skytally named when it started.
            </Alert>
        );
    }
    if (about.error === null) return null;
    return (
        <p className="text-ink-3 text-xs">
            Where no mail server is set up, mails lie in the folder that Skytally names when it starts.
        </p>
    );
}
