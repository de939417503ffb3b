/** Where something stands. A state that this console does not know is shown by its own word. */
import { BellOff, Check, CircleDot, LoaderCircle, Minus, Pause, X } from "lucide-react";
import type { ReactNode } from "react";

import { sentence } from "~/lib/format";

import { Badge } from "./badge";
import { UnknownBadge } from "./unknown-badge";

type Look = { tone: "plain" | "accent" | "good" | "warn" | "bad"; icon: ReactNode; word?: string };

const props = { "aria-hidden": true, size: 12 } as const;
const LOOK: Record<string, Look> = {
    // findings
    open: { tone: "bad", icon: <CircleDot {...props} /> },
    muted: { tone: "plain", icon: <BellOff {...props} /> },
    resolved: { tone: "good", icon: <Check {...props} /> },
    // outcomes and controls
    pass: { tone: "good", icon: <Check {...props} /> },
    passed: { tone: "good", icon: <Check {...props} /> },
    fail: { tone: "bad", icon: <X {...props} /> },
    failed: { tone: "bad", icon: <X {...props} /> },
    not_applicable: { tone: "plain", icon: <Minus {...props} />, word: "Not applicable" },
    not_checked: { tone: "plain", icon: <Minus {...props} />, word: "Not checked" },
    // runs and accounts
    running: { tone: "accent", icon: <LoaderCircle {...props} className="animate-spin" /> },
    done: { tone: "good", icon: <Check {...props} /> },
    partial: { tone: "warn", icon: <CircleDot {...props} /> },
    failing: { tone: "bad", icon: <X {...props} /> },
    paused: { tone: "plain", icon: <Pause {...props} /> },
};

export function StateBadge({ state, because }: { state: string; because?: string | null | undefined }) {
    if (state === "unknown") return <UnknownBadge because={because} />;
    const look = LOOK[state];
    return (
        <Badge tone={look?.tone ?? "plain"} icon={look?.icon}>
            {look?.word ?? sentence(state.replaceAll("_", " "))}
        </Badge>
    );
}
