/** The head of the printed page: of whom, of which accounts, of what time. */
import { useQuery } from "@tanstack/react-query";

import { accountsQuery } from "~/api/accounts";
import { overviewQuery } from "~/api/overview";
import { useWorkspace } from "~/app/current";
import { dateTime, readTime } from "~/lib/format";
import { useNow } from "~/ui/time";

interface Props {
    workspace: string;
    account: string | undefined;
    title: string;
    /** Filters leave controls out. */
    narrowed: boolean;
    withResources: boolean;
}

export function PrintHead({ workspace, account, title, narrowed, withResources }: Props) {
    const name = useWorkspace()?.name;
    const accounts = useQuery(accountsQuery(workspace)).data?.items;
    const overview = useQuery(overviewQuery(workspace)).data;
    const now = useNow();
    const ids = accounts?.filter(({ id }) => account === undefined || id === account);
    return (
        <header className="mb-4 hidden print:block">
            <p className="text-ink-3 text-xs">Skytally · Compliance</p>
            <p role="heading" aria-level={1} className="text-xl font-semibold">
                {title}
            </p>
            <p className="text-sm">
                {name ?? "Workspace"} ·{" "}
                {account === undefined
                    ? "All cloud accounts"
                    : `Only the cloud account ${ids?.[0]?.name ?? account}`}
            </p>
            <table className="border-line mt-3 w-full border-t text-left text-xs">
                <thead className="text-ink-3">
                    <tr>
                        <th className="py-1 font-medium">Cloud account</th>
                        <th className="py-1 font-medium">Number</th>
                        <th className="py-1 font-medium">Newest generation</th>
                        <th className="py-1 font-medium">Picture</th>
                    </tr>
                </thead>
                <tbody>
                    {(ids ?? []).map((one) => {
                        const seen = overview?.accounts.find(({ account: id }) => id === one.id);
                        const at = readTime(seen?.generation_at);
                        return (
                            <tr key={one.id} className="border-line border-t">
                                <td className="py-1">{one.name}</td>
                                <td className="py-1">{one.aws_account}</td>
                                <td className="py-1">
                                    {at !== null && seen !== undefined
                                        ? `${dateTime(at)} (generation ${seen.generation})`
                                        : one.generation === 0
                                          ? "None yet"
                                          : `Generation ${one.generation}, date unknown`}
                                </td>
                                <td className="py-1">
                                    {seen?.complete === true
                                        ? "Complete"
                                        : seen?.complete === false
                                          ? "Partial: not everything was seen"
                                          : "Unknown"}
                                </td>
                            </tr>
                        );
                    })}
                    {ids === undefined && (
                        <tr>
                            <td colSpan={4} className="py-1">
                                The cloud accounts could not be read.
                            </td>
                        </tr>
                    )}
                </tbody>
            </table>
            <p className="text-ink-3 mt-2 text-xs">
                Printed {dateTime(now)}. A muted failure is a failure. Unknown is neither passed nor failed.
                {narrowed && " Filters were set: not all controls are listed below."}
                {!withResources && " Resources are left out; the button Print of the page adds them."}
            </p>
        </header>
    );
}
