/** The pages of a receipt as pictures, one at a time: what a person holds against what was read. */
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Download, ExternalLink, Maximize2, Minimize2 } from "lucide-react";
import { type ReactNode, useEffect, useId, useState } from "react";

import { asProblem } from "~/api/problem";
import { type Receipt, receiptPageQuery } from "~/api/receipts";
import { useSearchPatch } from "~/app/url-state";
import { cx } from "~/lib/cx";
import { sentence } from "~/lib/format";
import { outside } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Button, buttonClass } from "~/ui/button";
import { CodeBlock } from "~/ui/code-block";
import { IconButton } from "~/ui/icon-button";
import { Section } from "~/ui/section";
import { Segments } from "~/ui/segments";
import { Skeleton } from "~/ui/skeleton";

/** The receipt itself: its pages, or the text that was read of them. Which of them, and which page, stands in the URL. */
export function ReceiptSheets(props: {
    workspace: string;
    receipt: Receipt;
    page: number;
    view: "pages" | "text";
}) {
    const { workspace, receipt, page, view } = props;
    const patch = useSearchPatch();
    const [open, setOpen] = useState(true);
    const id = useId();
    const text = receipt.reading?.text;
    return (
        <Section
            title="The receipt"
            actions={
                <>
                    {text !== undefined && (
                        <Segments
                            label="Show the receipt as"
                            value={view}
                            onChange={(value) => patch({ view: value === "text" ? value : undefined })}
                            choices={[
                                { value: "pages", label: "Pages" },
                                { value: "text", label: "Text" },
                            ]}
                        />
                    )}
                    {/* Beside the reading there is room for both; below it, somebody may want to see the end of the page. */}
                    <Button
                        className="lg:hidden"
                        aria-expanded={open}
                        aria-controls={id}
                        onClick={() => setOpen(!open)}
                    >
                        {open ? "Hide" : "Show"}
                    </Button>
                </>
            }
        >
            <div id={id} className={cx(!open && "max-lg:hidden")}>
                {text !== undefined && view === "text" ? (
                    <CodeBlock
                        code={text || "There is no text in it."}
                        label="The text of the receipt"
                        wrap
                    />
                ) : (
                    <Pages
                        workspace={workspace}
                        receipt={receipt}
                        page={page}
                        turn={(to) => patch({ page: to === 1 ? undefined : to })}
                    />
                )}
            </div>
        </Section>
    );
}

function Pages(props: { workspace: string; receipt: Receipt; page: number; turn: (page: number) => void }) {
    const { workspace, receipt, page, turn } = props;
    const { id, name, reading } = receipt;
    const query = useQuery(receiptPageQuery(workspace, id, page));
    const [large, setLarge] = useState(false);
    // A page that came says it surely; the reading knows it before.
    const pages = query.data?.pages ?? reading?.pages_in_file;
    const which = pages === undefined ? `Page ${page}` : `Page ${page} of ${pages}`;
    // As long as nobody knows how many there are, nobody is led to a second one.
    const isOnly = page === 1 && (pages === undefined || pages <= 1);
    const isThere = query.data !== undefined;
    return (
        <figure className="min-w-0">
            <div className="mb-2 flex flex-wrap items-center gap-1">
                {!isOnly && (
                    <>
                        <IconButton
                            label="Page before"
                            icon={<ChevronLeft aria-hidden size={16} />}
                            disabledReason={page <= 1 ? "This is the first page." : undefined}
                            onClick={() => turn(page - 1)}
                        />
                        <span
                            aria-live="polite"
                            className="tabular text-ink-2 px-1 text-sm whitespace-nowrap"
                        >
                            {which}
                        </span>
                        <IconButton
                            label="Next page"
                            icon={<ChevronRight aria-hidden size={16} />}
                            disabledReason={
                                pages !== undefined && page >= pages ? "This is the last page." : undefined
                            }
                            onClick={() => turn(page + 1)}
                        />
                    </>
                )}
                {/* Their place is kept while a page is drawn, so that nothing jumps. */}
                <span
                    className={cx(
                        "ml-auto flex items-center gap-1",
                        !isThere && (query.error === null ? "invisible" : "hidden"),
                    )}
                >
                    <Button
                        kind="quiet"
                        aria-pressed={large}
                        icon={
                            large ? <Minimize2 aria-hidden size={14} /> : <Maximize2 aria-hidden size={14} />
                        }
                        onClick={() => setLarge(!large)}
                    >
                        Large
                    </Button>
                    <a
                        href={outside.receiptPage(workspace, id, page)}
                        target="_blank"
                        rel="noreferrer noopener"
                        className={buttonClass("quiet")}
                    >
                        <ExternalLink aria-hidden size={14} />
                        New tab
                    </a>
                </span>
            </div>
            {isThere ? (
                <Picture
                    picture={query.data.picture}
                    alt={isOnly ? `The receipt ${name}` : `${which} of the receipt ${name}`}
                    large={large}
                />
            ) : query.error === null ? (
                <Framed>
                    <span role="status" aria-label={`${which} is being drawn`} className="block p-8">
                        <Skeleton className="mb-8 h-6 w-1/2" />
                        {["w-3/4", "w-2/3", "w-5/6", "w-1/3"].map((width) => (
                            <Skeleton key={width} className={cx("mb-4 h-3.5", width)} />
                        ))}
                        <Skeleton className="mt-40 h-6 w-1/3" />
                    </span>
                </Framed>
            ) : (
                <NotThere
                    error={query.error}
                    retry={() => void query.refetch()}
                    retrying={query.isFetching}
                    back={page > 1 ? () => turn(1) : undefined}
                    file={outside.receiptFile(workspace, id, { download: true })}
                />
            )}
        </figure>
    );
}

const Framed = ({ children }: { children: ReactNode }) => (
    <div className="border-line bg-surface overflow-hidden rounded-lg border">{children}</div>
);

/** The picture of a page, as wide as its place; or as large as it was drawn, moved about within that. */
function Picture({ picture, alt, large }: { picture: Blob; alt: string; large: boolean }) {
    const [url, setUrl] = useState<string>();
    useEffect(() => {
        const made = URL.createObjectURL(picture);
        setUrl(made);
        return () => URL.revokeObjectURL(made);
    }, [picture]);
    if (url === undefined) return null;
    if (!large)
        return (
            <Framed>
                <img src={url} alt={alt} className="block max-h-[56rem] w-full object-contain object-top" />
            </Framed>
        );
    return (
        <div
            role="region"
            aria-label={alt}
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
            tabIndex={0}
            className="border-line bg-surface max-h-[56rem] overflow-auto rounded-lg border"
        >
            <img src={url} alt={alt} className="block max-w-none" />
        </div>
    );
}

/** A page that cannot be shown: why, and what there is instead. */
function NotThere(props: {
    error: Error;
    retry: () => void;
    retrying: boolean;
    back: (() => void) | undefined;
    file: string;
}) {
    const { error, retry, retrying, back, file } = props;
    const problem = asProblem(error);
    const isBeyond = problem.is("not-found") && back !== undefined;
    return (
        <Alert
            tone={problem.is("not-drawable", "not-found") ? "unknown" : "warn"}
            action={
                isBeyond ? (
                    <Button size="sm" onClick={back}>
                        First page
                    </Button>
                ) : (
                    <Button size="sm" loading={retrying} onClick={retry}>
                        Try again
                    </Button>
                )
            }
        >
            {sentence(problem.detail)}.{" "}
            {!isBeyond && (
                <a href={file} className="font-medium underline">
                    <Download aria-hidden size={13} className="inline" /> Download the file
                </a>
            )}
        </Alert>
    );
}
