/** The shape of what is coming. */
import { cx } from "~/lib/cx";

export const Skeleton = ({ className }: { className?: string }) => (
    <span aria-hidden className={cx("bg-sunken block animate-pulse rounded", className ?? "h-4 w-full")} />
);

export function LoadingState({ label = "Loading", rows = 6 }: { label?: string; rows?: number }) {
    return (
        <div
            role="status"
            aria-label={label}
            className="border-line bg-surface divide-line flex flex-col divide-y rounded-lg border"
        >
            {Array.from({ length: rows }, (_, index) => (
                <div key={index} className="flex items-center gap-6 px-4 py-3.5">
                    <Skeleton
                        className={cx("h-3.5", index % 3 === 0 ? "w-48" : index % 3 === 1 ? "w-36" : "w-56")}
                    />
                    <Skeleton className="h-3.5 flex-1" />
                    <Skeleton className="h-3.5 w-16 phone:hidden" />
                </div>
            ))}
        </div>
    );
}
