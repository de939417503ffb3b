/** A part of a page that could not be read: the rest is shown, and this says what is missing. */
import { asProblem } from "~/api/problem";
import { sentence } from "~/lib/format";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";

interface Query {
    data: unknown;
    error: unknown;
    isFetching: boolean;
    refetch: () => unknown;
}

export function PartFailed({ query, what }: { query: Query; what: string }) {
    const { data, error, isFetching, refetch } = query;
    if (error === null || error === undefined) return null;
    const { detail, requestId } = asProblem(error);
    return (
        <Alert
            tone="unknown"
            className="mb-4"
            action={
                <Button size="sm" loading={isFetching} onClick={() => void refetch()}>
                    Try again
                </Button>
            }
        >
            {what} {data === undefined ? "is unknown" : "may be old"}: it could not be read.{" "}
            {sentence(detail)}.
            {requestId !== null && (
                <>
                    {" "}
                    Request <span className="font-mono text-xs">{requestId}</span>
                </>
            )}
        </Alert>
    );
}
