/** The lines of a transaction: accounts with amounts that must make zero together. */
import { Plus, Scale, X } from "lucide-react";

import type { LedgerAccount } from "~/api/books";
import { CURRENCIES, money } from "~/lib/currencies";
import { Button } from "~/ui/button";
import { IconButton } from "~/ui/icon-button";
import { Input } from "~/ui/input";
import { Select } from "~/ui/select";

import { choicesOf, KINDS } from "./account-tree";
import { AmountInput } from "./amount-input";
import { balanced, leftOf, type Line, lineCurrency, newLine } from "./split-body";
import { Suggest } from "./suggest";

interface Props {
    list: readonly LedgerAccount[];
    accounts: ReadonlyMap<number, LedgerAccount>;
    currency: string;
    /** The day: accounts that were closed before it are left out. */
    date: string;
    value: readonly Line[];
    onChange: (lines: readonly Line[]) => void;
    error: string | undefined;
    /** What is wrong with single lines, by their keys. */
    wrong: ReadonlyMap<number, string>;
}

export function LinesField({ list, accounts, currency, date, value: lines, onChange, error, wrong }: Props) {
    const left = leftOf(lines, accounts);
    const change = (key: number, part: Partial<Line>): void =>
        onChange(lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
    const choices = choicesOf(
        list,
        KINDS.map(({ kind }) => kind),
        date,
    );
    const used = [
        ...new Set([
            currency,
            ...list.flatMap((one) => one.currency ?? []),
            ...lines.map((one) => one.currency),
        ]),
    ];
    const currencies = [...used, ...CURRENCIES.filter((code) => !used.includes(code))];
    const last = lines.at(-1);
    return (
        <fieldset className="flex flex-col gap-2">
            <legend className="mb-1 text-sm font-medium">Lines</legend>
            <p className="text-ink-3 -mt-1 text-xs">
                Plus where an asset or an expense grows, minus where money comes from. Together they make
                zero.
            </p>
            {lines.map((line, index) => {
                const own = accounts.get(Number(line.account))?.currency;
                const of = lineCurrency(line, accounts);
                const fault = wrong.get(line.key);
                return (
                    <div
                        key={line.key}
                        role="group"
                        aria-label={`Line ${index + 1}`}
                        className="border-line rounded-lg border p-2.5"
                    >
                        <div className="grid grid-cols-[minmax(0,1fr)_8.5rem_2rem] items-start gap-2">
                            <Suggest
                                label={`Account of line ${index + 1}`}
                                name={`account-${line.key}`}
                                hideLabel
                                placeholder="Account or category"
                                suggestions={choices}
                                value={line.account}
                                onChange={(account) => change(line.key, { account })}
                                {...(fault === undefined || line.account !== "" ? {} : { error: fault })}
                            />
                            <AmountInput
                                label={`Amount of line ${index + 1}`}
                                name={`amount-${line.key}`}
                                hideLabel
                                currency={of}
                                value={line.amount}
                                onChange={(amount) => change(line.key, { amount })}
                                {...(fault === undefined || line.account === "" ? {} : { error: fault })}
                            />
                            <IconButton
                                label={`Remove line ${index + 1}`}
                                icon={<X aria-hidden size={14} />}
                                disabledReason={
                                    lines.length <= 2 ? "A transaction has at least two lines." : undefined
                                }
                                onClick={() => onChange(lines.filter(({ key }) => key !== line.key))}
                            />
                            <Input
                                label={`Memo of line ${index + 1}`}
                                name={`memo-${line.key}`}
                                hideLabel
                                placeholder="Memo"
                                maxLength={2000}
                                autoComplete="off"
                                value={line.memo}
                                onChange={(memo) => change(line.key, { memo })}
                                className={own == null ? "" : "col-span-2"}
                            />
                            {own == null && (
                                <Select
                                    label={`Currency of line ${index + 1}`}
                                    name={`currency-${line.key}`}
                                    hideLabel
                                    value={line.currency}
                                    onChange={(next) => change(line.key, { currency: next })}
                                    choices={currencies.map((code) => ({ value: code, label: code }))}
                                />
                            )}
                        </div>
                    </div>
                );
            })}
            {error !== undefined && (
                <p role="alert" className="text-critical text-xs">
                    {error}
                </p>
            )}
            <div className="flex flex-wrap items-center gap-2">
                <Button
                    size="sm"
                    icon={<Plus aria-hidden size={13} />}
                    onClick={() => onChange([...lines, newLine(last?.currency ?? currency)])}
                >
                    Add a line
                </Button>
                <Button
                    size="sm"
                    icon={<Scale aria-hidden size={13} />}
                    disabledReason={left.length === 0 ? "The lines balance." : undefined}
                    onClick={() => onChange(balanced(lines, accounts))}
                >
                    Balance it
                </Button>
                <p role="status" className="tabular ml-auto text-sm">
                    {left.length === 0 ? (
                        <span className="text-good">Balances</span>
                    ) : (
                        <span className="text-medium">
                            Remaining {left.map(({ amount, currency: of }) => money(amount, of)).join(", ")}
                        </span>
                    )}
                </p>
            </div>
        </fieldset>
    );
}
