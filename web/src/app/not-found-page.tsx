/** An address that leads nowhere. */
import { Compass } from "lucide-react";

import { paths } from "~/lib/paths";
import { EmptyState } from "~/ui/empty-state";
import { ButtonLink } from "~/ui/link";
import { PageHeader } from "~/ui/page-header";

export function NotFoundPage() {
    return (
        <div className="mx-auto w-full max-w-2xl p-6">
            <PageHeader title="Not found" />
            <EmptyState
                icon={<Compass aria-hidden size={18} />}
                title="There is no such page"
                action={
                    <ButtonLink kind="primary" to={paths.fleet()}>
                        Go to the fleet
                    </ButtonLink>
                }
            >
                The address may be mistyped, or what it led to is gone.
            </EmptyState>
        </div>
    );
}
