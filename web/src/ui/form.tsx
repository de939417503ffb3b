/**
 * Forms. What the API refuses is shown beside the fields that it names, the rest above them; the first wrong field gets the
 * focus; what was typed stays.
 */
import { type SubmitEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";

import { asProblem, type Problem } from "~/api/problem";
import { sentence } from "~/lib/format";

import { Alert } from "./alert";

type Faults<V> = { [K in keyof V]?: string | undefined };

interface Options<V> {
    initial: V;
    /** Finds what is wrong before the API has to. */
    check?: (values: V) => Faults<V>;
    submit: (values: V) => Promise<unknown>;
    /** Takes a problem that means something else than "refused" (a second factor is needed, say): true if it did. */
    onProblem?: (problem: Problem) => boolean;
}

export interface FormState<V> {
    values: V;
    set: (values: Partial<V>) => void;
    reset: (values?: V) => void;
    field: <K extends keyof V & string>(name: K) => FieldState<V[K], K>;
    submitting: boolean;
    /** What stands above the fields. */
    fault: string | null;
    problem: Problem | null;
    submit: () => Promise<void>;
    /** Grows with every refusal, so that the focus moves even if the faults are the same. */
    refusals: number;
}

export interface FieldState<T, K extends string = string> {
    name: K;
    value: T;
    onChange: (value: T) => void;
    error: string | undefined;
}

export function useForm<V extends object>({ initial, check, submit, onProblem }: Options<V>): FormState<V> {
    const [values, setValues] = useState(initial);
    const [faults, setFaults] = useState<Faults<V>>({});
    const [fault, setFault] = useState<string | null>(null);
    const [problem, setProblem] = useState<Problem | null>(null);
    const [submitting, setSubmitting] = useState(false);
    const [refusals, setRefusals] = useState(0);
    const busy = useRef(false);

    const refuse = (found: Faults<V>, above: string | null): void => {
        setFaults(found);
        setFault(above);
        setRefusals((count) => count + 1);
    };

    const run = async (): Promise<void> => {
        if (busy.current) return;
        setProblem(null);
        const found = check?.(values) ?? {};
        if (Object.values(found).some((message) => message !== undefined)) {
            refuse(found, null);
            return;
        }
        setFaults({});
        setFault(null);
        busy.current = true;
        setSubmitting(true);
        try {
            await submit(values);
        } catch (error) {
            const why = asProblem(error);
            if (onProblem?.(why) === true) return;
            setProblem(why);
            const { beside, above } = spread(why, Object.keys(values));
            refuse(beside, above);
        } finally {
            busy.current = false;
            setSubmitting(false);
        }
    };

    return {
        values,
        set: (some) => setValues((now) => ({ ...now, ...some })),
        reset: (to = initial) => {
            setValues(to);
            setFaults({});
            setFault(null);
            setProblem(null);
        },
        field: (name) => ({
            name,
            value: values[name],
            onChange: (value) => {
                setValues((now) => ({ ...now, [name]: value }));
                setFaults((now) => ({ ...now, [name]: undefined }));
            },
            error: faults[name],
        }),
        submitting,
        fault,
        problem,
        submit: run,
        refusals,
    };
}

/** Which faults belong beside which field, and what is left to be said above. */
export function spread(
    problem: Problem,
    names: readonly string[],
): { beside: Record<string, string>; above: string | null } {
    const beside: Record<string, string> = {};
    const rest: string[] = [];
    for (const { field, message } of problem.errors) {
        // `regions[2]` and `access.role_arn` belong to the field that they begin with, if there is none of their own.
        const own =
            names.find((name) => name === field) ?? names.find((name) => name === field.split(/[.[]/)[0]);
        if (own === undefined) rest.push(`${field}: ${message}`);
        else
            beside[own] = [beside[own], own === field ? sentence(message) : `${field}: ${message}`]
                .filter(Boolean)
                .join("; ");
    }
    if (Object.keys(beside).length === 0 && rest.length === 0)
        return { beside, above: sentence(problem.detail) };
    return { beside, above: rest.length === 0 ? null : sentence(rest.join("; ")) };
}

/** `form` of useForm; the fields get `{...form.field("name")}`, the button is `type="submit" loading={form.submitting}`. */
export function Form<V>({
    form,
    children,
    label,
    className,
}: {
    form: FormState<V>;
    children: ReactNode;
    label: string;
    className?: string;
}) {
    const ref = useRef<HTMLFormElement>(null);
    const alertId = useId();
    const { refusals, fault, problem } = form;
    useEffect(() => {
        if (refusals === 0) return;
        const first =
            ref.current?.querySelector<HTMLElement>('[aria-invalid="true"]') ??
            document.getElementById(alertId);
        first?.focus();
    }, [refusals, alertId]);
    const onSubmit = (event: SubmitEvent): void => {
        event.preventDefault();
        // A form in a dialog is, for React, inside the form of the page.
        event.stopPropagation();
        void form.submit();
    };
    return (
        <form
            ref={ref}
            noValidate
            aria-label={label}
            onSubmit={onSubmit}
            className={className ?? "flex flex-col gap-4"}
        >
            {fault !== null && (
                <div id={alertId} tabIndex={-1}>
                    <Alert tone="bad">
                        {fault}
                        {problem?.requestId != null && problem.status >= 500 && (
                            <span className="block text-xs">
                                Request id: <span className="font-mono">{problem.requestId}</span>
                            </span>
                        )}
                    </Alert>
                </div>
            )}
            {children}
        </form>
    );
}
