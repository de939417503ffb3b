/** What the resource was: its states, and what is different between two of them. */
import { getRouteApi } from "@tanstack/react-router";
import { ArrowRight, History } from "lucide-react";
import { useMemo } from "react";

import type { State } from "~/api/inventory";
import type { Schema } from "~/api/types";
import { useSearchPatch } from "~/app/url-state";
import { number, plural } from "~/lib/format";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { EmptyState } from "~/ui/empty-state";
import { Section } from "~/ui/section";
import { Select } from "~/ui/select";
import { Time } from "~/ui/time";

import { diff } from "./diff";
import { DiffTable } from "./diff-table";
import { chosenStates, comparable } from "./states";

const route = getRouteApi("/house/w/$workspace/inventory/resource");
/** Of so many steps it is counted what they changed. */
const COUNTED_MAX = 50;

export function StatesTab({ view }: { view: Schema<"ResourceView"> }) {
    const { states } = view;
    const search = route.useSearch();
    const patch = useSearchPatch();
    const chosen = chosenStates(states, search.before, search.after);
    const found = useMemo(
        () =>
            chosen === null
                ? null
                : diff(comparable(chosen.before.document), comparable(chosen.after.document)),
        [chosen],
    );
    const steps = useMemo(
        () =>
            states.slice(0, COUNTED_MAX).map((state, index) => {
                const before = states[index + 1];
                return before === undefined
                    ? null
                    : diff(comparable(before.document), comparable(state.document)).length;
            }),
        [states],
    );
    if (chosen === null || found === null) {
        return (
            <EmptyState icon={<History aria-hidden size={18} />} title="It has not changed">
                {view.present
                    ? "Since it was first seen, every generation found it as it is now. The next difference is shown here."
                    : "Only one state of it is kept: the one before it was gone."}
            </EmptyState>
        );
    }
    const choices = states.map((state) => ({
        value: String(state.from_generation),
        label: nameOf(state),
    }));
    const choose = (before: number, after: number): void => patch({ before, after }, { push: true });
    return (
        <>
            <Section title="Compare two states">
                <div className="mb-3 flex flex-wrap items-end gap-3">
                    <Select
                        label="Before"
                        name="before"
                        value={String(chosen.before.from_generation)}
                        onChange={(value) => choose(Number(value), chosen.after.from_generation)}
                        choices={choices}
                        className="w-64 phone:w-full"
                    />
                    <ArrowRight aria-hidden size={16} className="text-ink-3 mb-2 phone:hidden" />
                    <Select
                        label="After"
                        name="after"
                        value={String(chosen.after.from_generation)}
                        onChange={(value) => choose(chosen.before.from_generation, Number(value))}
                        choices={choices}
                        className="w-64 phone:w-full"
                    />
                    <p role="status" className="text-ink-3 mb-1.5 text-sm">
                        {found.length === 0 ? "No difference" : plural(found.length, "difference")}
                    </p>
                </div>
                <DiffTable found={found} />
            </Section>
            <Section
                title="States"
                about="The newest first. What did not change between two generations is one state."
            >
                <Card flush>
                    <ol aria-label="States" className="divide-line divide-y">
                        {states.map((state, index) => (
                            <Item
                                key={state.from_generation}
                                state={state}
                                newer={states[index - 1]}
                                changed={steps[index]}
                                current={state === chosen.after || state === chosen.before}
                                onCompare={() => {
                                    const before = states[index + 1];
                                    if (before !== undefined)
                                        choose(before.from_generation, state.from_generation);
                                }}
                            />
                        ))}
                    </ol>
                </Card>
            </Section>
        </>
    );
}

const nameOf = ({ from_generation: from, to_generation: to }: State): string => {
    if (to == null) return `Generation ${number(from)} until now`;
    return to - 1 === from
        ? `Generation ${number(from)}`
        : `Generations ${number(from)} to ${number(to - 1)}`;
};

function Item(props: {
    state: State;
    newer: State | undefined;
    /** null: there is none before. undefined: not counted. */
    changed: number | null | undefined;
    current: boolean;
    onCompare: () => void;
}) {
    const { state, newer, changed, current, onCompare } = props;
    const gone = state.to_generation != null && newer?.from_generation !== state.to_generation;
    return (
        <li className="grid items-center gap-x-4 gap-y-1 px-4 py-3 text-sm sm:grid-cols-[16rem_1fr_auto]">
            <div className="min-w-0">
                <p className="font-medium">{nameOf(state)}</p>
                {gone && (
                    <p className="text-medium text-xs">
                        Then gone
                        {newer === undefined ? "" : `, until generation ${number(newer.from_generation)}`}
                    </p>
                )}
            </div>
            <p className="text-ink-2">
                Since <Time at={state.since} as="exact" />
                {state.until != null && (
                    <>
                        {" "}
                        until <Time at={state.until} as="exact" />
                    </>
                )}
            </p>
            {changed === null ? (
                <span className="text-ink-3 text-xs">The first that is kept</span>
            ) : (
                <Button size="sm" kind={current ? "plain" : "quiet"} onClick={onCompare}>
                    {changed === undefined ? "Compare with the one before" : plural(changed, "difference")}
                </Button>
            )}
        </li>
    );
}
