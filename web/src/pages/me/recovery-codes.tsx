/** The recovery codes, shown this once: to copy, to keep as a file, to print. */
import { Copy, Download, Printer } from "lucide-react";
import { useEffect, useState } from "react";

import { saveText } from "~/lib/save-text";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { Checkbox } from "~/ui/checkbox";
import { Section } from "~/ui/section";
import { toast } from "~/ui/toast";

const FILE = "skytally-recovery-codes.txt";

export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
    const [kept, setKept] = useState(false);
    // Closing the tab would lose them: the browser asks first.
    useEffect(() => {
        const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
        addEventListener("beforeunload", ask);
        return () => removeEventListener("beforeunload", ask);
    }, []);
    const copy = async (): Promise<void> => {
        try {
            await navigator.clipboard.writeText(`${codes.join("\n")}\n`);
            toast("The recovery codes are copied.");
        } catch {
            toast("The browser did not allow to copy: select the codes instead.", { tone: "bad" });
        }
    };
    return (
        <Section
            title="Recovery codes"
            about="Each is good once, in place of a one-time code, if the phone is lost. They are shown this once."
        >
            <Card>
                <ol
                    aria-label="Recovery codes"
                    className="bg-sunken grid max-w-lg grid-cols-2 gap-x-8 gap-y-1.5 rounded-md p-4 font-mono text-sm phone:grid-cols-1"
                >
                    {codes.map((code) => (
                        <li key={code}>{code}</li>
                    ))}
                </ol>
                <div data-no-print className="mt-4 flex flex-col gap-4">
                    <div className="flex flex-wrap gap-2">
                        <Button icon={<Copy aria-hidden size={14} />} onClick={copy}>
                            Copy
                        </Button>
                        <Button
                            icon={<Download aria-hidden size={14} />}
                            onClick={() =>
                                saveText(FILE, `Recovery codes of Skytally\n\n${codes.join("\n")}\n`)
                            }
                        >
                            Download
                        </Button>
                        <Button icon={<Printer aria-hidden size={14} />} onClick={() => window.print()}>
                            Print
                        </Button>
                    </div>
                    <Checkbox
                        label="I have kept them where my phone is not"
                        checked={kept}
                        onChange={setKept}
                    />
                    <div>
                        <Button
                            kind="primary"
                            disabledReason={
                                kept ? undefined : "Keep the codes first: nobody can show them again."
                            }
                            onClick={onKept}
                        >
                            Done
                        </Button>
                    </div>
                </div>
            </Card>
        </Section>
    );
}
