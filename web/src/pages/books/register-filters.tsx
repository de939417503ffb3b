/** What limits the register: words, an account, days, a state. */
import { CalendarRange, ChevronDown } from "lucide-react";

import type { LedgerAccount } from "~/api/books";
import { Button } from "~/ui/button";
import type { Chip } from "~/ui/filter-bar";
import { Popover } from "~/ui/popover";
import { SearchInput } from "~/ui/search-input";
import { Select } from "~/ui/select";

import { choicesOf } from "./account-tree";
import type { RegisterSearch } from "./books-search";
import { DayInput } from "./day-input";
import { dayWords, endOfMonthBefore, plusDays, today } from "./days";
import { Suggest } from "./suggest";
import { STATE_WORDS } from "./transaction-columns";

type Patch = (change: Partial<Record<keyof RegisterSearch, unknown>>) => void;

interface Props {
    search: RegisterSearch;
    patch: Patch;
    accounts: readonly LedgerAccount[];
}

export const NO_FILTER = {
    account: undefined,
    q: undefined,
    from: undefined,
    to: undefined,
    state: undefined,
    deleted: undefined,
} as const;

export const isLimited = ({ account, q, from, to, state, deleted }: RegisterSearch): boolean =>
    [account, q, from, to, state].some((one) => one !== undefined) || deleted === true;

function spans(): readonly { label: string; from: string; to: string }[] {
    const now = today();
    const before = endOfMonthBefore(now);
    return [
        { label: "This month", from: `${now.slice(0, 8)}01`, to: now },
        { label: "Last month", from: `${before.slice(0, 8)}01`, to: before },
        { label: "Last 90 days", from: plusDays(now, -89), to: now },
        { label: "This year", from: `${now.slice(0, 5)}01-01`, to: now },
    ];
}

export function RegisterFilters({ search, patch, accounts }: Props) {
    const { from, to } = search;
    return (
        <>
            <SearchInput
                label="Search transactions"
                placeholder="Payee, note, tag, memo"
                value={search.q ?? ""}
                onChange={(q) => patch({ q: q === "" ? undefined : q })}
            />
            <Suggest
                label="Account or category"
                name="account"
                hideLabel
                className="w-56 phone:w-full"
                placeholder="All accounts"
                suggestions={choicesOf(
                    accounts,
                    ["asset", "liability", "income", "expense", "equity"],
                    "1900-01-01",
                )}
                value={search.account === undefined ? "" : String(search.account)}
                onChange={(value) => patch({ account: value === "" ? undefined : Number(value) })}
            />
            <Popover
                label="Days"
                trigger={
                    <Button icon={<CalendarRange aria-hidden size={14} />}>
                        Days
                        <ChevronDown aria-hidden size={13} className="text-ink-3" />
                    </Button>
                }
            >
                <div className="flex flex-col gap-3">
                    <DayInput
                        label="From"
                        name="from"
                        value={from ?? ""}
                        onChange={(next) => patch({ from: next === "" ? undefined : next })}
                    />
                    <DayInput
                        label="Up to"
                        name="to"
                        value={to ?? ""}
                        onChange={(next) => patch({ to: next === "" ? undefined : next })}
                    />
                    <div className="flex flex-wrap gap-1.5">
                        {spans().map(({ label, ...span }) => (
                            <Button key={label} size="sm" onClick={() => patch(span)}>
                                {label}
                            </Button>
                        ))}
                    </div>
                </div>
            </Popover>
            <Select
                label="Which"
                name="state"
                hideLabel
                className="w-40"
                value={search.deleted === true ? "deleted" : (search.state ?? "all")}
                onChange={(next) =>
                    patch({
                        deleted: next === "deleted" ? true : undefined,
                        state: next === "all" || next === "deleted" ? undefined : next,
                    })
                }
                choices={[
                    { value: "all", label: "Any state" },
                    { value: "uncleared", label: "Uncleared" },
                    { value: "cleared", label: "Cleared" },
                    { value: "reconciled", label: "Reconciled" },
                    { value: "deleted", label: "Deleted" },
                ]}
            />
        </>
    );
}

export function registerChips(
    { account, q, from, to, state, deleted }: RegisterSearch,
    patch: Patch,
    accounts: ReadonlyMap<number, LedgerAccount>,
): Chip[] {
    const chips: Chip[] = [];
    const chip = (name: string, value: string, ...off: (keyof RegisterSearch)[]): void => {
        chips.push({
            name,
            value,
            onRemove: () => patch(Object.fromEntries(off.map((one) => [one, undefined]))),
        });
    };
    if (q !== undefined) chip("Words", q, "q");
    if (account !== undefined)
        chip("Account", accounts.get(account)?.full_name ?? String(account), "account");
    if (from !== undefined) chip("From", dayWords(from), "from");
    if (to !== undefined) chip("Up to", dayWords(to), "to");
    if (state !== undefined) chip("State", STATE_WORDS[state].label, "state");
    if (deleted === true) chip("Which", "Deleted", "deleted");
    return chips;
}
