/** The facts of a resource: by what it is called, where it is, since when. */
import { useWorkspace } from "~/app/current";
import type { Account, Schema } from "~/api/types";
import { kindName } from "~/lib/kinds";
import { paths, type ResourceRef } from "~/lib/paths";
import { Card } from "~/ui/card";
import { CopyButton } from "~/ui/copy-button";
import { Fact, Facts } from "~/ui/facts";
import { Link } from "~/ui/link";
import { Time, useNow } from "~/ui/time";
import { UnknownBadge } from "~/ui/unknown-badge";

import type { Document } from "./document";
import { firstSeen, type Standing } from "./states";

interface Props {
    workspace: string;
    place: ResourceRef;
    document: Document;
    account: Account | undefined;
    stands: Standing;
    view: Schema<"ResourceView">;
}

export function ResourceFacts({ workspace, place, document, account, stands, view }: Props) {
    const retention = useWorkspace()?.retention_days;
    const first = firstSeen(view.states, retention, useNow());
    return (
        <Card className="mb-4 grid gap-x-10 gap-y-2 lg:grid-cols-[5fr_3fr]">
            <div>
                <Facts>
                    <Fact name="Id">
                        <Copied text={place.id} label="Copy the id" />
                    </Fact>
                    <Fact name="ARN">
                        {document.arn === null ? (
                            <span className="text-ink-3">None</span>
                        ) : (
                            <Copied text={document.arn} label="Copy the ARN" />
                        )}
                    </Fact>
                    <Fact name="Kind">
                        {kindName(place.kind)}{" "}
                        <span className="text-ink-3 font-mono text-xs break-all">{place.kind}</span>
                    </Fact>
                    {document.parent !== null && (
                        <Fact name="Belongs to">
                            <span className="font-mono text-xs break-all">{document.parent}</span>
                        </Fact>
                    )}
                </Facts>
            </div>
            <div>
                <Facts>
                    <Fact name="Account">
                        <Link to={paths.account(workspace, place.account)}>
                            {account?.name ?? place.account}
                        </Link>
                        {account !== undefined && (
                            <span className="text-ink-3 tabular"> {account.aws_account}</span>
                        )}
                    </Fact>
                    <Fact name="Region">{place.region}</Fact>
                    <Fact name="First seen">
                        {first === null ? (
                            <UnknownBadge />
                        ) : (
                            <>
                                <Time at={first.at} />
                                {!first.sure && (
                                    <span className="text-ink-3"> or before: older states are not kept</span>
                                )}
                            </>
                        )}
                    </Fact>
                    <Fact name={stands.is === "present" ? "As it is since" : "Gone since"}>
                        {stands.since === null ? <UnknownBadge /> : <Time at={stands.since} />}
                    </Fact>
                </Facts>
            </div>
        </Card>
    );
}

const Copied = ({ text, label }: { text: string; label: string }) => (
    <span className="flex items-start gap-1">
        <span className="min-w-0 pt-0.5 font-mono text-xs [overflow-wrap:anywhere]">{text}</span>
        <span className="-my-1 shrink-0">
            <CopyButton text={text} label={label} />
        </span>
    </span>
);
