/** What each role may do, as the program itself says it. */
import { useQuery } from "@tanstack/react-query";
import { Check, Minus } from "lucide-react";

import { rolesQuery } from "~/api/members";
import { cx } from "~/lib/cx";
import { sentence } from "~/lib/format";
import { ROLES } from "~/lib/roles";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";

const SHOWN = [...ROLES].reverse();
const cell = "border-line border-t px-3 py-2 text-center phone:px-1.5";

export function RolesSection({ mine }: { mine: string | undefined }) {
    const query = useQuery(rolesQuery());
    return (
        <Section title="What each role may do">
            <QueryView query={query} what="What the roles may do">
                {({ items }) => (
                    <div className="border-line bg-surface shadow-card max-w-3xl rounded-lg border">
                        <table aria-label="Roles" className="w-full text-sm">
                            <thead>
                                <tr className="text-ink-3 text-xs">
                                    <th scope="col" className="px-3 py-2 text-left font-medium">
                                        May
                                    </th>
                                    {SHOWN.map((role) => (
                                        <th
                                            key={role}
                                            scope="col"
                                            className={cx(
                                                "px-3 py-2 font-medium phone:px-1.5",
                                                role === mine && "text-accent-text",
                                            )}
                                        >
                                            {sentence(role)}
                                            {role === mine && <span className="sr-only"> (your role)</span>}
                                        </th>
                                    ))}
                                </tr>
                            </thead>
                            <tbody>
                                {items.map(({ action, roles }) => (
                                    <tr key={action}>
                                        <th
                                            scope="row"
                                            className="border-line border-t px-3 py-2 text-left font-normal"
                                        >
                                            {sentence(action)}
                                        </th>
                                        {SHOWN.map((role) => (
                                            <td
                                                key={role}
                                                className={cx(cell, role === mine && "bg-accent-soft")}
                                            >
                                                {roles.includes(role) ? (
                                                    <>
                                                        <Check
                                                            aria-hidden
                                                            size={15}
                                                            className="text-good mx-auto"
                                                        />
                                                        <span className="sr-only">yes</span>
                                                    </>
                                                ) : (
                                                    <>
                                                        <Minus
                                                            aria-hidden
                                                            size={14}
                                                            className="text-ink-3 mx-auto"
                                                        />
                                                        <span className="sr-only">no</span>
                                                    </>
                                                )}
                                            </td>
                                        ))}
                                    </tr>
                                ))}
                            </tbody>
                        </table>
                    </div>
                )}
            </QueryView>
        </Section>
    );
}
