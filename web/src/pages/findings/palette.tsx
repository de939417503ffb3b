/** The findings of the workspace in the command palette. */
import { ShieldAlert } from "lucide-react";

import { findFindings } from "~/api/findings";
import { registerSource } from "~/app/palette";
import { paths } from "~/lib/paths";
import { asSeverity } from "~/lib/severity";
import { SeverityMark } from "~/ui/severity-badge";

import { resourceName, said } from "./finding-words";

registerSource({
    label: "Findings",
    min: 2,
    search: async (text, workspace, signal) => {
        const { items } = await findFindings(workspace, text, signal);
        return items.map((finding) => {
            const severity = asSeverity(finding.severity);
            return {
                id: `finding ${finding.id}`,
                label: said(finding.state === "unknown" ? finding.title : finding.message),
                hint: resourceName(finding),
                icon:
                    severity === null ? (
                        <ShieldAlert aria-hidden size={16} />
                    ) : (
                        <SeverityMark severity={severity} label={severity} />
                    ),
                to: paths.finding(workspace, finding.id, { q: text }),
            };
        });
    },
});
