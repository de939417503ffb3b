/** How far a run is: listings that have ended, and resources seen so far. */
import type { Run } from "~/api/types";
import { number, plural } from "~/lib/format";

export function RunProgress({ run, compact = false }: { run: Run | null | undefined; compact?: boolean }) {
    const listings = run?.listings ?? 0;
    const listed = Math.min(run?.listed ?? 0, listings);
    const planned = listings > 0;
    const words = planned
        ? `${number(listed)} of ${plural(listings, "listing")}, ${plural(run?.documents ?? 0, "resource")} so far`
        : "The run begins: it finds out what to list";
    return (
        <div className="flex min-w-0 flex-col gap-1">
            <div
                role="progressbar"
                aria-label="Progress of the run"
                aria-valuemin={0}
                aria-valuemax={planned ? listings : undefined}
                aria-valuenow={planned ? listed : undefined}
                aria-valuetext={words}
                className="bg-sunken h-1.5 w-full overflow-hidden rounded-full"
            >
                <span
                    className={`bg-accent block h-full rounded-full transition-[width] duration-500 ${planned ? "" : "animate-pulse"}`}
                    style={{ width: planned ? `${(100 * listed) / listings}%` : "12%" }}
                />
            </div>
            <p className="text-ink-2 tabular truncate text-xs">
                {compact && planned
                    ? `${number(listed)}/${number(listings)} listings · ${number(run?.documents ?? 0)} resources`
                    : words}
            </p>
        </div>
    );
}
