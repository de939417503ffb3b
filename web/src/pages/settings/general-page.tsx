/** A workspace: its name, how long history is kept, export, deletion. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useState } from "react";

import { workspaceQuery } from "~/api/workspaces";
import type { Workspace } from "~/api/types";
import { outside } from "~/lib/paths";
import { needs } from "~/lib/roles";
import { Button, buttonClass } from "~/ui/button";
import { Card } from "~/ui/card";
import { CopyButton } from "~/ui/copy-button";
import { Fact, Facts } from "~/ui/facts";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { Time } from "~/ui/time";

import { DeleteWorkspaceDialog } from "./delete-workspace-dialog";
import { GeneralForm } from "./general-form";

const route = getRouteApi("/house/w/$workspace/settings/");

export function GeneralPage() {
    const { workspace: id } = route.useParams();
    const query = useQuery(workspaceQuery(id));
    return (
        <>
            <PageHeader
                title="General settings"
                about="What the workspace is called, and how long it remembers."
            />
            <QueryView query={query} what="The workspace">
                {(workspace) => (
                    <div className="max-w-3xl">
                        <Section title="Workspace">
                            <Card>
                                <GeneralForm key={workspace.id} workspace={workspace} />
                            </Card>
                        </Section>
                        <Section title="Facts" about="For programs that use the API.">
                            <Card>
                                <Facts>
                                    <Fact name="Id">
                                        <span className="-my-1 inline-flex max-w-full items-center gap-1">
                                            <code className="truncate font-mono text-xs">{workspace.id}</code>
                                            <CopyButton text={workspace.id} label="Copy the id" />
                                        </span>
                                    </Fact>
                                    <Fact name="Since">
                                        <Time at={workspace.created} as="exact" />
                                    </Fact>
                                    <Fact name="Your role">{workspace.role}</Fact>
                                </Facts>
                            </Card>
                        </Section>
                        <Export workspace={workspace} />
                        <Deletion workspace={workspace} />
                    </div>
                )}
            </QueryView>
        </>
    );
}

function Export({ workspace }: { workspace: Workspace }) {
    const reason = needs(workspace.role, "owner", "export the workspace");
    const icon = <Download aria-hidden size={14} />;
    return (
        <Section title="Export">
            <Card>
                <div className="flex flex-wrap items-center justify-between gap-4">
                    <p className="text-ink-2 min-w-0 flex-1 basis-80 text-sm">
                        Everything of the workspace as one file, a JSON object a line: accounts, runs,
                        resources with their former states, findings with their lives, members, the audit log.
                        Nothing that opens a door: no key, no token, no external id. The export is noted in
                        the audit log.
                    </p>
                    {reason === undefined ? (
                        <a
                            href={outside.exportWorkspace(workspace.id)}
                            download={`skytally-${workspace.id}.ndjson`}
                            className={buttonClass("plain")}
                        >
                            {icon}
                            Export
                        </a>
                    ) : (
                        <Button icon={icon} disabledReason={reason}>
                            Export
                        </Button>
                    )}
                </div>
            </Card>
        </Section>
    );
}

function Deletion({ workspace }: { workspace: Workspace }) {
    const [open, setOpen] = useState(false);
    return (
        <Section title="Delete the workspace">
            <Card>
                <div className="flex flex-wrap items-center justify-between gap-4">
                    <p className="text-ink-2 min-w-0 flex-1 basis-80 text-sm">
                        Credentials go first, then all that is its: accounts, history, findings, members, the
                        audit log. There is no way back. Nothing changes in AWS.
                    </p>
                    <Button
                        kind="danger"
                        disabledReason={needs(workspace.role, "owner", "delete the workspace")}
                        onClick={() => setOpen(true)}
                    >
                        Delete the workspace
                    </Button>
                </div>
            </Card>
            <DeleteWorkspaceDialog workspace={workspace} open={open} onOpenChange={setOpen} />
        </Section>
    );
}
