/** What to do where the check fails; and pages that say more. */
import type { CheckDetails } from "~/api/posture";
import { OutLink } from "~/ui/link";
import { Remedy } from "~/ui/remedy";
import { Section } from "~/ui/section";

export function CheckRemedy({ check }: { check: CheckDetails }) {
    return (
        <>
            <Remedy of={check} />
            <Section title="Pages that say more">
                {check.references.length === 0 ? (
                    <p className="text-ink-2">The check names none.</p>
                ) : (
                    <ul className="flex flex-col gap-1">
                        {check.references.map((url) => (
                            <li key={url}>
                                <OutLink href={url} className="break-all">
                                    {url}
                                </OutLink>
                            </li>
                        ))}
                    </ul>
                )}
            </Section>
        </>
    );
}
