/** The frame of the pages before one is in: one narrow card. */
import type { ReactNode } from "react";

import { outside } from "~/lib/paths";
import { Card } from "~/ui/card";
import { OutLink } from "~/ui/link";
import { Mark } from "~/ui/mark";
import { PageHeader } from "~/ui/page-header";

interface Props {
    title: string;
    about?: ReactNode;
    children: ReactNode;
    /** Below the card: where else one may want to go. */
    foot?: ReactNode;
}

export function DoorLayout({ title, about, children, foot }: Props) {
    return (
        <div className="flex min-h-dvh flex-col items-center px-4 py-10 phone:py-6">
            <div className="flex items-center gap-2.5">
                <Mark size={28} />
                <span className="text-lg font-semibold tracking-tight">Skytally</span>
            </div>
            <main className="my-auto w-full max-w-sm py-8">
                <Card className="p-6! phone:p-4!">
                    <PageHeader title={title} {...(about === undefined ? {} : { about })} />
                    {children}
                </Card>
                {foot !== undefined && <div className="text-ink-2 mt-4 text-center text-sm">{foot}</div>}
            </main>
            <OutLink href={outside.docs()} className="text-xs">
                Documentation of the API
            </OutLink>
        </div>
    );
}
