/** Faults of nested members (`access.role_arn`, `settings.regions[2]`) as those of the flat fields of our forms. */
import { asProblem, Problem } from "~/api/problem";

/** Runs a submit whose body is nested: what it is refused for names the fields that people see. */
export function lean<V>(submit: (values: V) => Promise<unknown>): (values: V) => Promise<unknown> {
    return async (values) => {
        try {
            return await submit(values);
        } catch (error) {
            throw leaned(asProblem(error));
        }
    };
}

export function leaned(problem: Problem): Problem {
    if (problem.errors.length === 0) return problem;
    const { status, code, detail, requestId, retryAfterS } = problem;
    const errors = problem.errors.map(({ field, message }) => ({
        field: field.replace(/^(access|settings)\./, ""),
        message,
    }));
    return new Problem({ status, code, detail, errors, requestId, retryAfterS });
}
