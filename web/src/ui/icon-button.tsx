/** A button that shows only an icon. Its label is its name and its tooltip. */
import type { ReactNode } from "react";

import { cx } from "~/lib/cx";

import { Button, type ButtonProps } from "./button";
import { Tooltip } from "./tooltip";

interface Props extends Omit<ButtonProps, "children" | "icon"> {
    label: string;
    icon: ReactNode;
}

export function IconButton({ label, icon, kind = "quiet", size = "md", className, ...rest }: Props) {
    const width = size === "sm" ? "w-7 phone:w-9" : "w-8 phone:w-10";
    const button = (
        <Button
            {...rest}
            aria-label={label}
            kind={kind}
            size={size}
            className={cx(width, "px-0! ", className)}
        >
            {icon}
        </Button>
    );
    return rest.disabledReason === undefined ? <Tooltip text={label}>{button}</Tooltip> : button;
}
