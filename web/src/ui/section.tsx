/** A part of a page with its heading. */
import { type ReactNode, useId } from "react";

interface Props {
    title: string;
    /** One sentence below the heading. */
    about?: ReactNode;
    actions?: ReactNode;
    children: ReactNode;
}

export function Section({ title, about, actions, children }: Props) {
    const id = useId();
    return (
        <section aria-labelledby={id} className="mb-8">
            <div className="mb-3 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
                <div className="min-w-0">
                    <h2 id={id} className="text-base font-semibold">
                        {title}
                    </h2>
                    {about !== undefined && <p className="text-ink-2 text-sm">{about}</p>}
                </div>
                {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
            </div>
            {children}
        </section>
    );
}
