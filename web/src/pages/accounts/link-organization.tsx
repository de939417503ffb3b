/** Links many accounts of an organization by a role of the same name in each. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Building2 } from "lucide-react";
import { useState } from "react";

import { accountsQuery, organizationQuery, useOffer } from "~/api/accounts";
import type { Account } from "~/api/types";
import { useSearchPatch } from "~/app/url-state";
import { number, plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { EmptyState } from "~/ui/empty-state";
import { Input } from "~/ui/input";
import { ButtonLink } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { Select } from "~/ui/select";
import { Stepper } from "~/ui/stepper";

import { useMany, type Wanted } from "./link-many";
import { ManyProgress } from "./many-progress";
import { MembersTable } from "./members-table";
import { RoleOffer } from "./role-offer";

const route = getRouteApi("/house/w/$workspace/accounts/link");
const STEPS = ["Management account", "Choose members", "The role", "Link them"];
const ROLE = "SkytallyRead";

export function LinkOrganization({ workspace, reason }: { workspace: string; reason: string | undefined }) {
    const accounts = useQuery(accountsQuery(workspace));
    return (
        <QueryView query={accounts} what="The accounts">
            {({ items }) => {
                const real = items.filter(({ access }) => access.by !== "sample");
                return real.length === 0 ? (
                    <EmptyState
                        icon={<Building2 aria-hidden size={18} />}
                        title="Link the management account first"
                        action={
                            <ButtonLink kind="primary" to={paths.linkAccount(workspace, { by: "role" })}>
                                Link it by a role
                            </ButtonLink>
                        }
                    >
                        It is what lists the members of the organization. Then come back here.
                    </EmptyState>
                ) : (
                    <Steps workspace={workspace} reason={reason} accounts={real} />
                );
            }}
        </QueryView>
    );
}

function Steps({
    workspace,
    reason,
    accounts,
}: {
    workspace: string;
    reason: string | undefined;
    accounts: readonly Account[];
}) {
    const { from } = route.useSearch();
    const patch = useSearchPatch();
    const offer = useOffer(workspace);
    const [step, setStep] = useState(from === undefined ? 0 : 1);
    const [chosen, setChosen] = useState<readonly string[]>([]);
    const [role, setRole] = useState(ROLE);
    const [typedId, setTypedId] = useState<string | null>(null);
    const manager = accounts.find(({ id }) => id === from) ?? accounts[0];
    const members = useQuery({
        ...organizationQuery(workspace, manager?.id ?? ""),
        enabled: step > 0 && manager !== undefined,
        retry: false,
    });
    const many = useMany(workspace);
    if (manager === undefined) return null;
    // A role of the management account was made with an id of ours: its members may have the same.
    const own = manager.access.by === "role" ? manager.access.external_id : "";
    const externalId = typedId ?? offer?.external_id ?? own;
    const wanted: Wanted[] = (members.data?.items ?? [])
        .filter(({ aws_account: id }) => chosen.includes(id))
        .map(({ aws_account, name }) => ({
            aws_account,
            name: name.trim() === "" ? aws_account : name.slice(0, 100),
        }));
    const linkThem = (some: readonly Wanted[]): void => {
        setStep(3);
        void many.run(role.trim(), externalId.trim(), some);
    };
    return (
        <>
            <Stepper label="Steps of linking" steps={STEPS} current={step} />
            {step === 0 && (
                <Card className="flex max-w-3xl flex-col gap-4">
                    <Select
                        label="Management account"
                        name="from"
                        value={manager.id}
                        onChange={(id) => patch({ from: id })}
                        choices={accounts.map((account) => ({
                            value: account.id,
                            label: `${account.name} (${account.aws_account})`,
                        }))}
                        hint="Or a delegated administrator. Its role needs organizations:ListAccounts, which the template has."
                    />
                    <div>
                        <Button
                            kind="primary"
                            disabledReason={reason}
                            onClick={() => {
                                patch({ from: manager.id });
                                setStep(1);
                            }}
                        >
                            List its members
                        </Button>
                    </div>
                </Card>
            )}
            {step === 1 && (
                <QueryView query={members} what="The members of the organization">
                    {({ items }) => (
                        <>
                            <MembersTable
                                members={items}
                                linked={accounts.map(({ aws_account: id }) => id)}
                                chosen={chosen}
                                onChange={setChosen}
                            />
                            <div className="mt-4 flex flex-wrap items-center gap-2">
                                <Button
                                    kind="primary"
                                    disabledReason={chosen.length === 0 ? "Choose an account first." : reason}
                                    onClick={() => setStep(2)}
                                >
                                    Go on with {plural(chosen.length, "account")}
                                </Button>
                                <Button onClick={() => setStep(0)}>Back</Button>
                            </div>
                        </>
                    )}
                </QueryView>
            )}
            {step === 1 && members.error !== null && members.data === undefined && (
                <div className="mt-4">
                    <Button onClick={() => setStep(0)}>Choose another account</Button>
                </div>
            )}
            {step === 2 && (
                <div className="flex max-w-3xl flex-col gap-4">
                    <Card className="flex flex-col gap-4">
                        <Input
                            label="Name of the role"
                            name="role_name"
                            value={role}
                            onChange={setRole}
                            maxLength={512}
                            autoComplete="off"
                            spellCheck={false}
                            error={role.trim() === "" ? "Enter the name of the role" : undefined}
                            hint="The same in each account, with its path if it has one."
                        />
                        <Input
                            label="External id"
                            name="external_id"
                            value={externalId}
                            onChange={setTypedId}
                            maxLength={1224}
                            autoComplete="off"
                            spellCheck={false}
                            error={
                                externalId.trim() === ""
                                    ? "Make an external id below, or enter one"
                                    : undefined
                            }
                            hint={
                                own !== "" && externalId === own
                                    ? "That of the management account: good if the roles were made with the same."
                                    : "The one that the roles demand."
                            }
                        />
                        <div className="flex flex-wrap gap-2">
                            <Button
                                kind="primary"
                                disabledReason={
                                    reason ??
                                    (role.trim() === "" || externalId.trim() === ""
                                        ? "The role's name and the external id are needed."
                                        : undefined)
                                }
                                onClick={() => linkThem(wanted)}
                            >
                                Link {plural(wanted.length, "account")}
                            </Button>
                            <Button onClick={() => setStep(1)}>Back</Button>
                        </div>
                    </Card>
                    <details>
                        <summary className="cursor-pointer text-sm font-medium">
                            The role is not there yet: make it in all accounts at once
                        </summary>
                        <Card className="mt-3">
                            <RoleOffer workspace={workspace} disabledReason={reason} many />
                        </Card>
                    </details>
                </div>
            )}
            {step === 3 && (
                <div className="max-w-3xl">
                    {many.outcomes.size === 0 && (
                        <Alert tone="info">{number(wanted.length)} are about to be linked.</Alert>
                    )}
                    <ManyProgress
                        workspace={workspace}
                        wanted={wanted}
                        many={many}
                        onRetry={linkThem}
                        onBack={() => setStep(2)}
                    />
                </div>
            )}
        </>
    );
}
