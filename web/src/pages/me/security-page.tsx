/** How one signs in: password, one-time codes, identity providers. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { meQuery } from "~/api/me";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";

import { OneTimeCodes } from "./one-time-codes";
import { PasswordSection } from "./password-section";
import { ProviderSection } from "./provider-section";
import { RecoveryCodes } from "./recovery-codes";

export function SecurityPage() {
    const query = useQuery(meQuery());
    // Shown once: until somebody says that they have them, nothing else is on the page.
    const [codes, setCodes] = useState<readonly string[] | null>(null);
    return (
        <>
            <PageHeader
                title="Security"
                about="How you sign in, and what else is asked of whoever claims to be you."
            />
            {codes !== null ? (
                <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />
            ) : (
                <QueryView query={query} what="How you sign in">
                    {(me) => (
                        <>
                            <PasswordSection me={me} />
                            <OneTimeCodes me={me} onCodes={setCodes} />
                            <ProviderSection />
                        </>
                    )}
                </QueryView>
            )}
        </>
    );
}
