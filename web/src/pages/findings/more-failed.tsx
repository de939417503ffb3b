/** The next page of a list could not be read: what is shown is not all. */
import { asProblem } from "~/api/problem";
import { sentence } from "~/lib/format";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";

interface Props {
    query: {
        error: unknown;
        isFetchNextPageError: boolean;
        isFetchingNextPage: boolean;
        fetchNextPage: () => unknown;
    };
    what: string;
}

export function MoreFailed({ query, what }: Props) {
    if (!query.isFetchNextPageError) return null;
    return (
        <Alert
            tone="warn"
            className="mt-3"
            action={
                <Button
                    size="sm"
                    loading={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                >
                    Try again
                </Button>
            }
        >
            There are more {what}: they could not be read. {sentence(asProblem(query.error).detail)}.
        </Alert>
    );
}
