/** A menu of actions at a button. */
import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

import { cx } from "~/lib/cx";

import { BareLink } from "./link";
import { overClass } from "./popover";

export function DropdownMenu(props: {
    trigger: ReactElement;
    children: ReactNode;
    align?: "start" | "end";
    side?: "top" | "bottom";
    className?: string;
}) {
    const { trigger, children, align = "end", side = "bottom", className } = props;
    return (
        // A modal one would hide the page from screen readers while the focus can still go there.
        <Radix.Root modal={false}>
            <Radix.Trigger asChild>{trigger}</Radix.Trigger>
            <Radix.Portal>
                <Radix.Content
                    align={align}
                    side={side}
                    sideOffset={6}
                    collisionPadding={8}
                    className={cx(
                        overClass,
                        "animate-rise z-50 max-h-[70dvh] min-w-48 overflow-y-auto p-1",
                        className,
                    )}
                >
                    {children}
                </Radix.Content>
            </Radix.Portal>
        </Radix.Root>
    );
}

const itemClass =
    "flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-sm outline-none select-none cursor-default phone:py-2.5 " +
    "data-highlighted:bg-hover data-disabled:opacity-55 text-ink";

interface ItemProps {
    children: ReactNode;
    icon?: ReactNode;
    onSelect?: () => void;
    danger?: boolean;
    /** Why it cannot be chosen now: shown below the name. */
    disabledReason?: string | undefined;
    hint?: ReactNode;
}

export function MenuItem({ children, icon, onSelect, danger, disabledReason, hint }: ItemProps) {
    return (
        <Radix.Item
            disabled={disabledReason !== undefined}
            {...(onSelect === undefined ? {} : { onSelect })}
            className={cx(itemClass, danger === true && "text-critical")}
        >
            {icon}
            <span className="min-w-0 flex-1">
                {children}
                {disabledReason !== undefined && (
                    <span className="text-ink-3 block text-xs">{disabledReason}</span>
                )}
            </span>
            {hint}
        </Radix.Item>
    );
}

export function MenuLink({
    to,
    children,
    icon,
    hint,
}: {
    to: string;
    children: ReactNode;
    icon?: ReactNode;
    hint?: ReactNode;
}) {
    return (
        <Radix.Item asChild>
            <BareLink to={to} className={itemClass}>
                {icon}
                <span className="min-w-0 flex-1 truncate">{children}</span>
                {hint}
            </BareLink>
        </Radix.Item>
    );
}

export function MenuChoices<T extends string>(props: {
    label: string;
    value: T;
    onChange: (value: T) => void;
    choices: readonly { value: T; label: string }[];
}) {
    return (
        <Radix.RadioGroup value={props.value} onValueChange={(value) => props.onChange(value as T)}>
            <MenuLabel>{props.label}</MenuLabel>
            {props.choices.map(({ value, label }) => (
                <Radix.RadioItem
                    key={value}
                    value={value}
                    className={itemClass}
                    onSelect={(event) => event.preventDefault()}
                >
                    <span className="size-4">
                        <Radix.ItemIndicator>
                            <Check aria-hidden size={14} />
                        </Radix.ItemIndicator>
                    </span>
                    {label}
                </Radix.RadioItem>
            ))}
        </Radix.RadioGroup>
    );
}

export function MenuCheck({
    checked,
    onChange,
    children,
}: {
    checked: boolean;
    onChange: (checked: boolean) => void;
    children: ReactNode;
}) {
    return (
        <Radix.CheckboxItem
            checked={checked}
            onCheckedChange={onChange}
            onSelect={(event) => event.preventDefault()}
            className={itemClass}
        >
            <span className="size-4">
                <Radix.ItemIndicator>
                    <Check aria-hidden size={14} />
                </Radix.ItemIndicator>
            </span>
            {children}
        </Radix.CheckboxItem>
    );
}

export const MenuLabel = ({ children }: { children: ReactNode }) => (
    <Radix.Label className="text-ink-3 px-2 pt-1.5 pb-1 text-xs">{children}</Radix.Label>
);
export const MenuLine = () => <Radix.Separator className="bg-line -mx-1 my-1 h-px" />;
