/** A token that was just made: shown this once. */
import type { Schema } from "~/api/types";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { CodeBlock } from "~/ui/code-block";
import { Section } from "~/ui/section";

export function MadeToken({ made, onKept }: { made: Schema<"NewTokenView">; onKept: () => void }) {
    const example = `curl -H "Authorization: Bearer $SKYTALLY_TOKEN" ${new URL("/api/v1/fleet", location.origin).href}`;
    return (
        <Section
            title={`The token ${made.name}`}
            about="Copy it now: it is shown this once, and kept nowhere. Lost, it is revoked and made anew."
        >
            <Card className="border-accent! flex flex-col gap-3">
                <CodeBlock code={made.token} label="The token" wrap />
                {made.workspace == null && (
                    <>
                        <p className="text-ink-2 text-sm">With it in an environment variable:</p>
                        <CodeBlock code={example} label="How to use it" wrap />
                    </>
                )}
                <div>
                    <Button kind="primary" onClick={onKept}>
                        I have kept it
                    </Button>
                </div>
            </Card>
        </Section>
    );
}
