/** A page that broke, or that could not be loaded. */
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";

import { ErrorState } from "~/ui/error-state";
import { PageHeader } from "~/ui/page-header";

export function RouteError({ error, reset }: ErrorComponentProps) {
    const router = useRouter();
    return (
        <div className="mx-auto w-full max-w-2xl p-6">
            <PageHeader title="Something went wrong" />
            <ErrorState
                error={error}
                onRetry={() => {
                    reset();
                    void router.invalidate();
                }}
            />
        </div>
    );
}
