/** The states of a query, in one place: loading, failed, stale because a refresh failed, there. */
import type { ReactNode } from "react";

import { asProblem } from "~/api/problem";
import { sentence } from "~/lib/format";

import { Alert } from "./alert";
import { Button } from "./button";
import { ErrorState } from "./error-state";
import { LoadingState } from "./skeleton";

interface Query<T> {
    data: T | undefined;
    error: unknown;
    isFetching: boolean;
    refetch: () => unknown;
}

interface Props<T> {
    query: Query<T>;
    /** What it is about: "The fleet", "These findings". */
    what: string;
    loading?: ReactNode;
    children: (data: T) => ReactNode;
}

export function QueryView<T>({ query, what, loading, children }: Props<T>) {
    const { data, error, isFetching } = query;
    const retry = (): void => void query.refetch();
    if (data === undefined) {
        if (error !== null && error !== undefined)
            return <ErrorState error={error} what={what} onRetry={retry} retrying={isFetching} />;
        return loading ?? <LoadingState label={`${what}: loading`} />;
    }
    return (
        <>
            {error !== null && error !== undefined && (
                <Alert
                    tone="warn"
                    className="mb-4"
                    action={
                        <Button size="sm" loading={isFetching} onClick={retry}>
                            Try again
                        </Button>
                    }
                >
                    {what} may be old: it could not be read anew. {sentence(asProblem(error).detail)}.
                </Alert>
            )}
            {children(data)}
        </>
    );
}
