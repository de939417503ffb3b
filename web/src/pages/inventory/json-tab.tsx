/** The whole document as JSON: the members that AWS gave, and the parts with their states. */
import { Download } from "lucide-react";

import type { ResourceRef } from "~/lib/paths";
import { Button } from "~/ui/button";
import { JsonView } from "~/ui/json-view";

import { download, fileName } from "./download";

export function JsonTab({ document, place, gone }: { document: unknown; place: ResourceRef; gone: boolean }) {
    return (
        <>
            <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
                <p className="text-ink-2 text-sm">
                    {gone ? "The last state before it was gone: " : ""}
                    <code className="font-mono">data</code> is what AWS gave;{" "}
                    <code className="font-mono">parts</code> are the answers of further calls, each with its
                    state.
                </p>
                <Button
                    icon={<Download aria-hidden size={14} />}
                    onClick={() => download(fileName(place), JSON.stringify(document, null, 2))}
                >
                    Download
                </Button>
            </div>
            <JsonView value={document} label="Document as JSON" />
        </>
    );
}
