/** What is needed to make the role: external id, principal, and three ways to make it with them. */
import { Download, ExternalLink } from "lucide-react";
import { useState } from "react";

import { useMakeOffer, useOffer } from "~/api/accounts";
import { asProblem } from "~/api/problem";
import type { Schema } from "~/api/types";
import { sentence } from "~/lib/format";
import { Alert } from "~/ui/alert";
import { Button, buttonClass } from "~/ui/button";
import { Code, CodeBlock } from "~/ui/code-block";
import { CopyButton } from "~/ui/copy-button";
import { Fact, Facts } from "~/ui/facts";
import { Segments } from "~/ui/segments";
import { Select } from "~/ui/select";
import { Time } from "~/ui/time";

import { regionChoices } from "./aws-regions";

export const TEMPLATE_FILE = "skytally-read.yaml";
const STACK = "skytally-read";
const HOME = "us-east-1";

interface Props {
    workspace: string;
    disabledReason: string | undefined;
    /** For many accounts: a stack set instead of a stack. */
    many?: boolean;
}

export function RoleOffer({ workspace, disabledReason, many = false }: Props) {
    const offer = useOffer(workspace);
    const make = useMakeOffer(workspace);
    const [region, setRegion] = useState(HOME);
    const problem = make.error === null ? null : asProblem(make.error);
    return (
        <div className="flex flex-col gap-4">
            {problem !== null && (
                <Alert tone="bad">
                    {sentence(problem.detail)}
                    {problem.requestId !== null && (
                        <span className="block text-xs">
                            Request id: <span className="font-mono">{problem.requestId}</span>
                        </span>
                    )}
                </Alert>
            )}
            {offer === undefined ? (
                <>
                    <p className="text-ink-2 max-w-2xl text-sm">
                        Skytally assumes a role in the client&rsquo;s account that can read settings and
                        change nothing. The role trusts Skytally only together with an external id that is
                        made for this workspace.
                    </p>
                    <Select
                        className="max-w-xs"
                        label={many ? "Region of the stack set" : "Region of the stack"}
                        name="stack-region"
                        value={region}
                        onChange={setRegion}
                        choices={regionChoices().map(({ value, hint }) => ({
                            value,
                            label: hint === undefined ? value : `${value} (${hint})`,
                        }))}
                        hint="A role belongs to no region, but the stack that makes it does."
                    />
                    <div>
                        <Button
                            kind="primary"
                            loading={make.isPending}
                            disabledReason={disabledReason}
                            onClick={() => make.mutate({ region })}
                        >
                            Make an external id
                        </Button>
                    </div>
                </>
            ) : (
                <>
                    <Offer offer={offer} region={region} many={many} />
                    <p className="text-ink-3 text-xs">
                        Good until <Time at={offer.expires} as="exact" />.{" "}
                        <button
                            type="button"
                            className="text-accent-text rounded-sm hover:underline"
                            onClick={() => make.mutate({ region })}
                        >
                            Make another external id
                        </button>
                    </p>
                </>
            )}
        </div>
    );
}

type How = "link" | "command" | "template";

function Offer({ offer, region, many }: { offer: Schema<"OfferView">; region: string; many: boolean }) {
    const quick = many ? null : (offer.quick_create_url ?? null);
    const [how, setHow] = useState<How>(quick === null ? "command" : "link");
    return (
        <>
            <Facts>
                <Fact name="External id">
                    <Copied text={offer.external_id} label="Copy the external id" />
                </Fact>
                <Fact name="Trusted principal">
                    <Copied text={offer.principal} label="Copy the principal" />
                </Fact>
            </Facts>
            <div>
                <Segments<How>
                    label="How to make the role"
                    value={how}
                    onChange={setHow}
                    choices={[
                        ...(quick === null ? [] : [{ value: "link" as const, label: "Open AWS" }]),
                        { value: "command", label: "Command line" },
                        { value: "template", label: "Template" },
                    ]}
                />
            </div>
            {how === "link" && quick !== null && (
                <div className="flex flex-col items-start gap-2">
                    <a href={quick} target="_blank" rel="noreferrer noopener" className={buttonClass()}>
                        <ExternalLink aria-hidden size={14} />
                        Open CloudFormation with everything filled in
                    </a>
                    <p className="text-ink-2 text-sm">
                        Sign in to the client&rsquo;s account, tick that IAM resources are made, and create
                        the stack. Its outputs show the RoleArn.
                    </p>
                </div>
            )}
            {how === "command" && (
                <>
                    <p className="text-ink-2 text-sm">
                        Download the template, then run this with the{" "}
                        {many ? "management account's" : "client's"} credentials.{" "}
                        {many
                            ? "It makes the role in every member account, and in those that come later."
                            : "The last line prints the ARN of the role."}
                    </p>
                    <div>
                        <DownloadTemplate template={offer.template} />
                    </div>
                    <CodeBlock
                        label="Commands that make the role"
                        code={many ? stackSetCommand(offer, region) : stackCommand(offer, region)}
                    />
                </>
            )}
            {how === "template" && (
                <>
                    <p className="text-ink-2 text-sm">
                        A CloudFormation template. Its parameter <Code>ExternalId</Code> is the external id
                        above; the principal stands in it already.
                    </p>
                    <div>
                        <DownloadTemplate template={offer.template} />
                    </div>
                    <CodeBlock label="CloudFormation template of the role" code={offer.template} />
                </>
            )}
        </>
    );
}

const Copied = ({ text, label }: { text: string; label: string }) => (
    <span className="inline-flex max-w-full items-center gap-1">
        <Code>{text}</Code>
        <CopyButton text={text} label={label} />
    </span>
);

function DownloadTemplate({ template }: { template: string }) {
    const download = (): void => {
        const url = URL.createObjectURL(new Blob([template], { type: "application/yaml" }));
        const link = document.createElement("a");
        link.href = url;
        link.download = TEMPLATE_FILE;
        link.click();
        URL.revokeObjectURL(url);
    };
    return (
        <Button size="sm" icon={<Download aria-hidden size={13} />} onClick={download}>
            Download {TEMPLATE_FILE}
        </Button>
    );
}

export const stackCommand = (offer: Schema<"OfferView">, region: string): string =>
    `aws cloudformation deploy --stack-name ${STACK} --template-file ${TEMPLATE_FILE} \\
  --region ${region} --capabilities CAPABILITY_NAMED_IAM \\
  --parameter-overrides \\
    "TrustedPrincipal=${offer.principal}" \\
    "ExternalId=${offer.external_id}"

aws cloudformation describe-stacks --stack-name ${STACK} --region ${region} \\
  --query "Stacks[0].Outputs[?OutputKey=='RoleArn'].OutputValue" --output text`;

export const stackSetCommand = (offer: Schema<"OfferView">, region: string): string =>
    `aws cloudformation create-stack-set --stack-set-name ${STACK} --template-body file://${TEMPLATE_FILE} \\
  --region ${region} --capabilities CAPABILITY_NAMED_IAM --permission-model SERVICE_MANAGED \\
  --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\
  --parameters "ParameterKey=TrustedPrincipal,ParameterValue=${offer.principal}" \\
    "ParameterKey=ExternalId,ParameterValue=${offer.external_id}"

aws cloudformation create-stack-instances --stack-set-name ${STACK} --region ${region} --regions ${region} \\
  --deployment-targets "OrganizationalUnitIds=$(aws organizations list-roots --query 'Roots[0].Id' --output text)"`;
