/** The conditions of a rule, all of which must hold. */
import { Plus, X } from "lucide-react";

import type { LedgerAccount } from "~/api/books";
import { CURRENCIES, currencyName } from "~/lib/currencies";
import { Button } from "~/ui/button";
import { IconButton } from "~/ui/icon-button";
import { Input } from "~/ui/input";
import { Select } from "~/ui/select";

import { choicesOf } from "./account-tree";
import { AmountInput } from "./amount-input";
import {
    CONDITION_KINDS,
    CONDITION_WORDS,
    type ConditionKind,
    type ConditionTyped,
    isAmount,
    newCondition,
} from "./rule-body";
import { Suggest } from "./suggest";

interface Props {
    list: readonly LedgerAccount[];
    currency: string;
    value: readonly ConditionTyped[];
    onChange: (conditions: readonly ConditionTyped[]) => void;
    error: string | undefined;
    wrong: ReadonlyMap<number, string>;
}

const kindOf = (kind: ConditionKind): string => (isAmount(kind) ? "amount" : (kind.split("_")[0] ?? kind));

export function RuleConditions({ list, currency, value: conditions, onChange, error, wrong }: Props) {
    const change = (key: number, part: Partial<ConditionTyped>): void =>
        onChange(conditions.map((one) => (one.key === key ? { ...one, ...part } : one)));
    const used = [...new Set([currency, ...list.flatMap((one) => one.currency ?? [])])];
    return (
        <fieldset className="flex flex-col gap-2">
            <legend className="mb-1 text-sm font-medium">Where all of this holds</legend>
            {conditions.map((one, index) => {
                const fault = wrong.get(one.key);
                const wiring = {
                    name: `condition-${one.key}`,
                    hideLabel: true,
                    value: one.value,
                    onChange: (value: string) => change(one.key, { value }),
                    ...(fault === undefined ? {} : { error: fault }),
                };
                const label = `${CONDITION_WORDS[one.kind]}, condition ${index + 1}`;
                return (
                    <div
                        key={one.key}
                        role="group"
                        aria-label={`Condition ${index + 1}`}
                        className="grid grid-cols-[13rem_minmax(0,1fr)_2rem] items-start gap-2 phone:grid-cols-[minmax(0,1fr)_2.5rem]"
                    >
                        <Select<ConditionKind>
                            label={`What is looked at, condition ${index + 1}`}
                            name={`kind-${one.key}`}
                            hideLabel
                            className="phone:col-span-2"
                            value={one.kind}
                            onChange={(kind) =>
                                change(one.key, {
                                    kind,
                                    // A text of one kind is none of another.
                                    ...(kindOf(kind) === kindOf(one.kind) ? {} : { value: "" }),
                                })
                            }
                            choices={CONDITION_KINDS.map((kind) => ({
                                value: kind,
                                label: CONDITION_WORDS[kind],
                            }))}
                        />
                        {one.kind === "account" ? (
                            <Suggest
                                {...wiring}
                                label={label}
                                placeholder="Choose an account"
                                suggestions={choicesOf(list, ["asset", "liability"])}
                            />
                        ) : one.kind === "currency" ? (
                            <Suggest
                                {...wiring}
                                label={label}
                                placeholder="Choose a currency"
                                suggestions={[
                                    ...used,
                                    ...CURRENCIES.filter((code) => !used.includes(code)),
                                ].map((code) => ({ value: code, label: code, hint: currencyName(code) }))}
                            />
                        ) : isAmount(one.kind) ? (
                            <div className="flex gap-2">
                                <AmountInput
                                    {...wiring}
                                    className="min-w-0 flex-1"
                                    label={label}
                                    currency={one.currency}
                                    hint="Minus is money that goes out."
                                />
                                {(used.length > 1 || one.currency !== currency) && (
                                    <Select
                                        label={`Currency of condition ${index + 1}`}
                                        name={`currency-${one.key}`}
                                        hideLabel
                                        value={one.currency}
                                        onChange={(next) => change(one.key, { currency: next })}
                                        choices={[...new Set([...used, one.currency])].map((code) => ({
                                            value: code,
                                            label: code,
                                        }))}
                                    />
                                )}
                            </div>
                        ) : (
                            <Input
                                {...wiring}
                                label={label}
                                maxLength={500}
                                autoComplete="off"
                                spellCheck={false}
                                {...(one.kind === "payee_matches"
                                    ? { hint: "A regular expression, whatever the case." }
                                    : {})}
                            />
                        )}
                        <IconButton
                            label={`Remove condition ${index + 1}`}
                            icon={<X aria-hidden size={14} />}
                            onClick={() => onChange(conditions.filter(({ key }) => key !== one.key))}
                        />
                    </div>
                );
            })}
            {error !== undefined && (
                <p role="alert" className="text-critical text-xs">
                    {error}
                </p>
            )}
            <div>
                <Button
                    size="sm"
                    icon={<Plus aria-hidden size={13} />}
                    onClick={() => onChange([...conditions, newCondition(currency)])}
                >
                    Add a condition
                </Button>
            </div>
        </fieldset>
    );
}
