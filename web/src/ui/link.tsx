/** Links. `to` comes from src/lib/paths.ts, search parameters and all. */
import { Link as RouterLink } from "@tanstack/react-router";
import type { ComponentProps, ReactNode, Ref } from "react";

import { cx } from "~/lib/cx";
import { parseSearch } from "~/lib/search";

import { type ButtonKind, buttonClass } from "./button";

export interface LinkProps extends Omit<ComponentProps<"a">, "href"> {
    to: string;
    children?: ReactNode;
    /**
     * Says that the place is the current one: the path exactly, or anything below it, or only with the same search
     * parameters. Links that choose something of the same page take "same", and may then say `aria-current` themselves.
     */
    activeWhen?: "exact" | "below" | "same";
    ref?: Ref<HTMLAnchorElement>;
}

/** A link without any looks. */
export function BareLink({ to, activeWhen = "exact", ...rest }: LinkProps) {
    const [path = "", query = ""] = to.split("?");
    return (
        <RouterLink
            {...(rest as object)}
            to={path}
            search={parseSearch(query)}
            activeOptions={{ exact: activeWhen !== "below", includeSearch: activeWhen === "same" }}
        />
    );
}

/** A link in a text. */
export function Link({ className, ...rest }: LinkProps) {
    return <BareLink {...rest} className={cx(linkClass, className)} />;
}

/** A link that looks like a button: for going somewhere. For doing something there is `Button`. */
export function ButtonLink(props: LinkProps & { kind?: ButtonKind; size?: "sm" | "md"; icon?: ReactNode }) {
    const { kind, size, icon, className, children, ...rest } = props;
    return (
        <BareLink {...rest} className={cx(buttonClass(kind, size), className)}>
            {icon}
            {children}
        </BareLink>
    );
}

/** A link out of the console. */
export function OutLink({ href, className, children, ...rest }: ComponentProps<"a"> & { href: string }) {
    const away = /^https?:/.test(href);
    return (
        <a
            {...rest}
            href={href}
            className={cx(linkClass, className)}
            {...(away ? { target: "_blank", rel: "noreferrer noopener" } : {})}
        >
            {children}
        </a>
    );
}

export const linkClass =
    "text-accent-text rounded-sm underline decoration-current/40 underline-offset-2 hover:decoration-current";
