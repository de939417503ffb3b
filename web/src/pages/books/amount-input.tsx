/** An amount as people write it, with what it is read as where that is not plain. */
import type { Ref } from "react";

import { digitsOf, money } from "~/lib/currencies";
import { isZero, readTyped } from "~/lib/decimal";
import type { FieldProps } from "~/ui/field";
import { Input } from "~/ui/input";

interface Props extends FieldProps {
    value: string;
    onChange: (value: string) => void;
    currency: string;
    placeholder?: string;
    inputRef?: Ref<HTMLInputElement>;
}

export function AmountInput({ value, currency, hint, inputRef, ...field }: Props) {
    const read = readTyped(value, digitsOf(currency));
    const exact = "amount" in read ? read.amount : undefined;
    const plain = exact === undefined || isZero(exact) || value.trim() === exact;
    const sum = plain ? undefined : `= ${money(exact, currency)}`;
    const shown =
        sum === undefined ? (
            hint
        ) : hint === undefined ? (
            sum
        ) : (
            <>
                {sum}. {hint}
            </>
        );
    return (
        <Input
            {...field}
            {...(shown === undefined ? {} : { hint: shown })}
            {...(inputRef === undefined ? {} : { ref: inputRef })}
            value={value}
            inputMode="decimal"
            autoComplete="off"
            after={<span className="text-ink-3 pr-2 text-xs">{currency}</span>}
        />
    );
}
