/** What went wrong, whether trying again helps, and the id by which the log is searched. */
import { CloudOff, Lock, SearchX, TriangleAlert } from "lucide-react";

import { asProblem, type Problem } from "~/api/problem";
import { sentence } from "~/lib/format";
import { paths } from "~/lib/paths";

import { Button } from "./button";
import { CopyButton } from "./copy-button";
import { ButtonLink } from "./link";

function look(problem: Problem): { title: string; icon: typeof CloudOff } {
    if (problem.is("offline")) return { title: "You are offline", icon: CloudOff };
    if (problem.is("no-answer", "too-slow", "timed-out"))
        return { title: "Skytally does not answer", icon: CloudOff };
    if (problem.status === 403) return { title: "You may not see this", icon: Lock };
    if (problem.status === 404) return { title: "There is no such thing", icon: SearchX };
    return { title: "This did not work", icon: TriangleAlert };
}

interface Props {
    error: unknown;
    onRetry?: () => void;
    retrying?: boolean;
    /** What is not known because of it: "The fleet", "These findings". */
    what?: string;
}

export function ErrorState({ error, onRetry, retrying, what }: Props) {
    const problem = asProblem(error);
    const { title, icon: Icon } = look(problem);
    return (
        <div
            role="alert"
            className="border-line bg-surface flex flex-col items-center gap-1 rounded-lg border px-6 py-12 text-center"
        >
            <div className="bg-critical-soft text-critical mb-2 grid size-10 place-items-center rounded-full">
                <Icon aria-hidden size={18} />
            </div>
            <h2 className="text-base font-semibold">{title}</h2>
            <p className="text-ink-2 max-w-md text-sm break-words">
                {what !== undefined && `${what} cannot be shown. `}
                {sentence(problem.detail)}
                {/[.!?]$/.test(problem.detail) ? "" : "."}
            </p>
            {problem.requestId !== null && (
                <p className="text-ink-3 mt-2 flex max-w-full items-center gap-1 text-xs">
                    Request id <code className="text-ink-2 truncate font-mono">{problem.requestId}</code>
                    <CopyButton text={problem.requestId} label="Copy the request id" />
                </p>
            )}
            <div className="mt-4 flex gap-2">
                {problem.status === 404 || problem.status === 403 ? (
                    <ButtonLink to={paths.fleet()}>Go to the fleet</ButtonLink>
                ) : null}
                {onRetry !== undefined && (
                    <Button kind="primary" loading={retrying} onClick={onRetry}>
                        Try again
                    </Button>
                )}
            </div>
        </div>
    );
}
