/** Code to copy: a command, a policy, a template. */
import { cx } from "~/lib/cx";

import { CopyButton } from "./copy-button";

export function CodeBlock({ code, label, wrap = false }: { code: string; label: string; wrap?: boolean }) {
    return (
        <div className="border-line bg-sunken relative rounded-lg border">
            <div className="bg-sunken absolute top-1.5 right-1.5 rounded-md">
                <CopyButton text={code} label={`Copy: ${label}`} />
            </div>
            {/* A region that scrolls must be reachable by keyboard. */}
            <pre
                // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
                tabIndex={0}
                role="region"
                aria-label={label}
                className={cx(
                    "max-h-96 overflow-auto rounded-lg py-3 pr-11 pl-3.5 font-mono text-xs leading-5",
                    wrap && "break-all whitespace-pre-wrap",
                )}
            >
                {code}
            </pre>
        </div>
    );
}

export const Code = ({ children }: { children: string }) => (
    <code className="bg-sunken rounded px-1 py-0.5 font-mono text-[0.92em] break-all">{children}</code>
);
