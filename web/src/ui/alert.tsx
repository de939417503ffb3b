/** A sentence that must not be missed, at its place in the page. */
import { CircleAlert, CircleCheck, CircleHelp, Info } from "lucide-react";
import type { ReactNode } from "react";

import { cx } from "~/lib/cx";

export type Tone = "info" | "good" | "bad" | "warn" | "unknown";

const TONE = {
    info: { icon: Info, look: "bg-accent-soft text-accent-text" },
    good: { icon: CircleCheck, look: "bg-good-soft text-good" },
    bad: { icon: CircleAlert, look: "bg-critical-soft text-critical" },
    warn: { icon: CircleAlert, look: "bg-medium-soft text-medium" },
    unknown: { icon: CircleHelp, look: "bg-unknown-soft text-unknown" },
};

export function Alert({
    tone,
    children,
    action,
    className,
}: {
    tone: Tone;
    children: ReactNode;
    action?: ReactNode;
    className?: string;
}) {
    const { icon: Icon, look } = TONE[tone];
    return (
        <div
            role={tone === "bad" ? "alert" : "status"}
            className={cx(
                "flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg px-3 py-2 text-sm",
                look,
                className,
            )}
        >
            <Icon aria-hidden size={16} className="mt-0.5 shrink-0" />
            <div className="min-w-0 flex-1 basis-48 break-words">{children}</div>
            {action}
        </div>
    );
}
