/** Amounts of one or several currencies, exact, with a sign that does not hang on a colour. */
import type { Amount } from "~/api/books";
import { cx } from "~/lib/cx";
import { money } from "~/lib/currencies";
import { isNegative } from "~/lib/decimal";

import { nothing } from "./account-tree";

interface Props {
    amounts: readonly Amount[];
    /** In which currency nothing is shown as nothing. */
    currency: string;
    /** Writes the plus too, and what comes in stands out. */
    plus?: boolean;
    className?: string;
}

export function Amounts({ amounts, currency, plus = false, className }: Props) {
    const shown = amounts.length === 0 ? [nothing(currency)] : amounts;
    return (
        <span className={cx("tabular inline-flex flex-col items-end whitespace-nowrap", className)}>
            {shown.map((one) => (
                <span
                    key={one.currency}
                    className={cx(
                        amounts.length === 0 && "text-ink-3",
                        plus && /[1-9]/.test(one.amount) && !isNegative(one.amount) && "text-good",
                    )}
                >
                    {money(one.amount, one.currency, { plus })}
                </span>
            ))}
        </span>
    );
}
