/** No finding: because none fits, because nothing was looked at yet, or because nothing is wrong as far as was seen. */
import { CloudCog, SearchX, ShieldCheck, ShieldQuestion } from "lucide-react";

import type { Account } from "~/api/types";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { EmptyState } from "~/ui/empty-state";
import { ButtonLink } from "~/ui/link";

import { type FindingSearch, isFiltered } from "./finding-search";
import { whatIsMissing } from "./whole-alert";

interface Props {
    workspace: string;
    search: FindingSearch;
    accounts: readonly Account[] | undefined;
    onShowAll: () => void;
}

export function NoFindings({ workspace, search, accounts, onShowAll }: Props) {
    if (accounts?.length === 0) {
        return (
            <EmptyState
                icon={<CloudCog aria-hidden size={18} />}
                title="No cloud account yet"
                action={
                    <ButtonLink kind="primary" to={paths.linkAccount(workspace)}>
                        Link an account
                    </ButtonLink>
                }
            >
                Findings come from the cloud accounts of this workspace. Link the first one.
            </EmptyState>
        );
    }
    if (isFiltered(search)) {
        return (
            <EmptyState
                icon={<SearchX aria-hidden size={18} />}
                title="No finding fits"
                action={<Button onClick={onShowAll}>Show all</Button>}
            />
        );
    }
    if (accounts?.every(({ generation }) => generation === 0) === true) {
        return (
            <EmptyState
                icon={<ShieldQuestion aria-hidden size={18} />}
                title="Nothing was looked at yet"
                action={<ButtonLink to={paths.accounts(workspace)}>See the accounts</ButtonLink>}
            >
                The first collection has not ended. What is wrong is not known before.
            </EmptyState>
        );
    }
    if (accounts === undefined || whatIsMissing(accounts).length > 0) {
        return (
            <EmptyState
                icon={<ShieldQuestion aria-hidden size={18} />}
                title="No finding in what was seen"
                action={<ButtonLink to={paths.accounts(workspace)}>See the accounts</ButtonLink>}
            >
                Not everything was seen: there may be some.
            </EmptyState>
        );
    }
    return (
        <EmptyState
            icon={<ShieldCheck aria-hidden size={18} />}
            title="Nothing open, nothing unknown"
            action={
                <ButtonLink to={paths.findings(workspace, { state: ["resolved"] })}>
                    See what was resolved
                </ButtonLink>
            }
        >
            All checks that apply pass in the newest generation of every account.
        </EmptyState>
    );
}
