/** Links a cloud account, step by step: by role, by key, many of an organization, or the sample estate. */
import { getRouteApi } from "@tanstack/react-router";
import { Building2, ChevronRight, FlaskConical, KeyRound, type LucideIcon, ShieldCheck } from "lucide-react";
import { useState } from "react";

import { useWorkspace } from "~/app/current";
import { paths } from "~/lib/paths";
import { needs } from "~/lib/roles";
import { Alert } from "~/ui/alert";
import { Badge } from "~/ui/badge";
import { BareLink, Link } from "~/ui/link";
import { PageHeader } from "~/ui/page-header";

import { FirstRun } from "./first-run";
import { LinkByKey } from "./link-by-key";
import { LinkByRole } from "./link-by-role";
import { LinkOrganization } from "./link-organization";
import { LinkSample } from "./link-sample";
import { type Drafts, freshDrafts } from "./link-drafts";

const route = getRouteApi("/house/w/$workspace/accounts/link");

type Way = "role" | "key" | "organization" | "sample";

const WAYS: readonly { way: Way; title: string; about: string; icon: LucideIcon; better?: boolean }[] = [
    {
        way: "role",
        title: "By a role",
        about: "A role that trusts Skytally and can only read. No secret changes hands.",
        icon: ShieldCheck,
        better: true,
    },
    {
        way: "key",
        title: "By an access key",
        about: "Where no role can be made. The key is sealed, and its age is watched.",
        icon: KeyRound,
    },
    {
        way: "organization",
        title: "Many of an organization",
        about: "Lists the members of a management account that is linked already, and links those you choose.",
        icon: Building2,
    },
    {
        way: "sample",
        title: "The sample estate",
        about: "Made up, with no AWS behind it: every page alive in a moment. It is labelled, and goes when you remove it.",
        icon: FlaskConical,
    },
];

const TITLE: Record<Way, string> = {
    role: "Link an account by a role",
    key: "Link an account by a key",
    organization: "Link accounts of an organization",
    sample: "Fill with the sample estate",
};

export function LinkAccountPage() {
    const { workspace } = route.useParams();
    const { by, linked } = route.useSearch();
    const reason = needs(useWorkspace()?.role, "admin", "link accounts");
    // What was typed is kept while one looks at another way.
    const [drafts, setDrafts] = useState<Drafts>(freshDrafts);
    const draft = { drafts, setDrafts };
    return (
        <>
            <PageHeader
                title={by === undefined ? "Link an account" : TITLE[by]}
                crumbs={[
                    { to: paths.accounts(workspace), label: "Accounts" },
                    ...(by === undefined
                        ? []
                        : [{ to: paths.linkAccount(workspace), label: "Link an account" }]),
                ]}
                {...(by === undefined ? { about: "How should Skytally look into it?" } : {})}
            />
            {reason !== undefined && (
                <Alert tone="warn" className="mb-4">
                    {reason}
                </Alert>
            )}
            {linked !== undefined ? (
                <FirstRun workspace={workspace} account={linked} by={by ?? "role"} />
            ) : (
                <>
                    {by === undefined && <Ways workspace={workspace} />}
                    {by === "role" && <LinkByRole workspace={workspace} reason={reason} {...draft} />}
                    {by === "key" && <LinkByKey workspace={workspace} reason={reason} {...draft} />}
                    {by === "organization" && <LinkOrganization workspace={workspace} reason={reason} />}
                    {by === "sample" && <LinkSample workspace={workspace} reason={reason} />}
                    {by !== undefined && (
                        <p className="text-ink-3 mt-8 text-sm">
                            Not this way? <Link to={paths.linkAccount(workspace)}>Choose another</Link>. What
                            you typed stays.
                        </p>
                    )}
                </>
            )}
        </>
    );
}

const Ways = ({ workspace }: { workspace: string }) => (
    <ul className="grid max-w-3xl grid-cols-1 gap-3">
        {WAYS.map(({ way, title, about, icon: Icon, better }) => (
            <li key={way}>
                <BareLink
                    to={paths.linkAccount(workspace, { by: way })}
                    className="bg-surface border-line shadow-card hover:bg-hover flex items-center gap-4 rounded-lg border p-4"
                >
                    <span className="bg-sunken text-ink-2 grid size-9 shrink-0 place-items-center rounded-full">
                        <Icon aria-hidden size={17} />
                    </span>
                    <span className="min-w-0 flex-1">
                        <span className="flex flex-wrap items-center gap-2 text-sm font-medium">
                            {title}
                            {better === true && <Badge tone="accent">Best</Badge>}
                        </span>
                        <span className="text-ink-2 block text-sm">{about}</span>
                    </span>
                    <ChevronRight aria-hidden size={16} className="text-ink-3 shrink-0" />
                </BareLink>
            </li>
        ))}
    </ul>
);
