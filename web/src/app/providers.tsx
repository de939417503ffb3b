/** What all pages stand on. */
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { ToastProvider } from "~/ui/toast";
import { TooltipProvider } from "~/ui/tooltip";

export function Providers({ client, children }: { client: QueryClient; children: ReactNode }) {
    return (
        <QueryClientProvider client={client}>
            <TooltipProvider>
                <ToastProvider>{children}</ToastProvider>
            </TooltipProvider>
        </QueryClientProvider>
    );
}
