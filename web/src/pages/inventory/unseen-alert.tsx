/** What of this resource could not be seen. It stands above all sides of it: no side shows everything then. */
import { plural, sentence } from "~/lib/format";
import { readable } from "~/lib/kinds";
import { Alert } from "~/ui/alert";
import { Link } from "~/ui/link";

import { causeText, type Document, type DocumentPart } from "./document";

const NAMED_MAX = 3;

export function UnseenAlert({
    document,
    unseen,
    toParts,
}: {
    document: Document;
    unseen: readonly DocumentPart[];
    /** Undefined where they are shown anyway. */
    toParts: string | undefined;
}) {
    const { incomplete, parts } = document;
    if (incomplete === null && unseen.length === 0) return null;
    return (
        <div className="hatch-faint mb-4 rounded-lg">
            <Alert tone="unknown" className="border-unknown border-l-4 bg-unknown-soft/90!">
                {incomplete !== null && (
                    <p>
                        <strong className="font-semibold">This document is incomplete.</strong> The call that
                        describes the resource did not work, so members are missing below.{" "}
                        {sentence(causeText(incomplete))}
                    </p>
                )}
                {unseen.length > 0 && (
                    <>
                        <p>
                            <strong className="font-semibold">
                                {unseen.length} of {plural(parts.length, "part")} could not be seen.
                            </strong>{" "}
                            What they would say is unknown, and so are the checks that ask for it.
                        </p>
                        {toParts !== undefined && (
                            <>
                                <ul className="mt-0.5">
                                    {unseen.slice(0, NAMED_MAX).map((part) => (
                                        <li key={part.name}>
                                            {readable(part.name)}:{" "}
                                            {part.cause === null ? stateText(part) : causeText(part.cause)}
                                        </li>
                                    ))}
                                </ul>
                                <p className="mt-0.5">
                                    {unseen.length > NAMED_MAX && `And ${unseen.length - NAMED_MAX} more. `}
                                    <Link to={toParts}>See all parts</Link>
                                </p>
                            </>
                        )}
                    </>
                )}
            </Alert>
        </div>
    );
}

const stateText = ({ state }: DocumentPart): string =>
    state === "not-collected"
        ? "nobody asked for it."
        : `it is ${state.replaceAll("-", " ")}, and nothing says why.`;
