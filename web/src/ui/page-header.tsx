/** The head of a page: where one is, its title, what can be done. It sets the title of the window, and gets the focus. */
import { ChevronRight } from "lucide-react";
import { Fragment, type ReactNode, useEffect, useRef } from "react";

import { BareLink } from "./link";

export interface Crumb {
    to: string;
    label: string;
}

interface Props {
    title: string;
    /** Beside the title: badges. */
    mark?: ReactNode;
    /** One sentence below the title. */
    about?: ReactNode;
    crumbs?: readonly Crumb[];
    actions?: ReactNode;
}

/** Whether the page was reached within the console: only then the heading takes the focus. */
let navigated = false;
export const noteNavigation = (): void => {
    navigated = true;
};

export function PageHeader({ title, mark, about, crumbs = [], actions }: Props) {
    const heading = useRef<HTMLHeadingElement>(null);
    useEffect(() => {
        document.title = `${title} · Skytally`;
    }, [title]);
    useEffect(() => {
        if (navigated) heading.current?.focus({ preventScroll: true });
        navigated = false;
    }, []);
    return (
        <header className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
            <div className="min-w-0">
                {crumbs.length > 0 && (
                    <nav
                        aria-label="Breadcrumbs"
                        className="text-ink-3 mb-1 flex flex-wrap items-center gap-1 text-xs"
                    >
                        {crumbs.map(({ to, label }) => (
                            <Fragment key={to}>
                                <BareLink to={to} className="hover:text-ink rounded-sm hover:underline">
                                    {label}
                                </BareLink>
                                <ChevronRight aria-hidden size={12} />
                            </Fragment>
                        ))}
                    </nav>
                )}
                <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
                    <h1
                        ref={heading}
                        tabIndex={-1}
                        className="min-w-0 text-xl leading-7 font-semibold tracking-tight break-words"
                    >
                        {title}
                    </h1>
                    {mark}
                </div>
                {about !== undefined && <p className="text-ink-2 mt-0.5 max-w-3xl text-sm">{about}</p>}
            </div>
            {actions !== undefined && (
                <div data-no-print className="flex flex-wrap items-center gap-2">
                    {actions}
                </div>
            )}
        </header>
    );
}
