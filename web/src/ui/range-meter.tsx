/** A score that is known only between two ends: least to sure, least to most hatched. */
import { cx } from "~/lib/cx";

import { UnknownBadge } from "./unknown-badge";

interface Props {
    label: string;
    /** 0–100; null: nothing can be said. */
    least: number | null;
    most: number | null;
    className?: string;
}

export function RangeMeter({ label, least, most, className }: Props) {
    if (least === null || most === null) return <UnknownBadge because="no check of it has an outcome yet" />;
    const text = least === most ? `${least}` : `${least}–${most}`;
    return (
        <div className={cx("flex items-center gap-3", className)}>
            <div
                role="meter"
                aria-label={label}
                aria-valuemin={0}
                aria-valuemax={100}
                aria-valuenow={least}
                aria-valuetext={least === most ? `${least} of 100` : `between ${least} and ${most} of 100`}
                className="bg-sunken flex h-2 min-w-16 flex-1 overflow-hidden rounded-sm"
            >
                <span className="bg-accent h-full" style={{ width: `${least}%` }} />
                <span className="hatch h-full" style={{ width: `${most - least}%` }} />
            </div>
            <span className="tabular text-sm font-medium">{text}</span>
        </div>
    );
}
