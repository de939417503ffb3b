/** The severities, worst first. */
export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A severity that the API gave; null for a word that this console does not know: it is then shown as it is. */
export function asSeverity(text: string): Severity | null {
    return SEVERITIES.find((one) => one === text) ?? null;
}

/** Class names must stand whole in the source, or Tailwind does not see them. */
export const SEVERITY_CLASS: Record<Severity, { text: string; soft: string; fill: string }> = {
    critical: { text: "text-critical", soft: "bg-critical-soft", fill: "bg-critical-fill" },
    high: { text: "text-high", soft: "bg-high-soft", fill: "bg-high-fill" },
    medium: { text: "text-medium", soft: "bg-medium-soft", fill: "bg-medium-fill" },
    low: { text: "text-low", soft: "bg-low-soft", fill: "bg-low-fill" },
    info: { text: "text-info", soft: "bg-info-soft", fill: "bg-info-fill" },
};
