/** What comes again, budgets, rules and rates of the sample books, and what a rule or a schedule would do. */
import { HttpResponse } from "msw";

import type { Budget, Definition, DefinitionKind, Rate, Recurring, Rule, RuleBody } from "~/api/definitions";
import { atLeast } from "~/lib/roles";

import { current, no, Refused } from "./books-ledger";
import { ACCOUNT, type SampleBook } from "./books-sample";
import { http, sentinel } from "./http";
import { world } from "./world";

export const DEFINITION = {
    rent: "0199c000-0000-7000-8000-000000000001",
    paused: "0199c000-0000-7000-8000-000000000002",
    waits: "0199c000-0000-7000-8000-000000000003",
    travel: "0199c000-0000-7000-8000-000000000011",
    cloud: "0199c000-0000-7000-8000-000000000012",
    rentBudget: "0199c000-0000-7000-8000-000000000013",
    trains: "0199c000-0000-7000-8000-000000000021",
    clouds: "0199c000-0000-7000-8000-000000000022",
    dollar: "0199c000-0000-7000-8000-000000000031",
};

export interface SampleDefinitions {
    recurring: Recurring[];
    budgets: Budget[];
    rules: Rule[];
    rates: Rate[];
}

const eur = (minor: number) => ({ minor, currency: "EUR" });

function recurring(
    id: string,
    payee: string,
    to: number,
    minor: number,
    now: Partial<Recurring["now"]>,
    more: Partial<Recurring["body"]> = {},
): Recurring {
    return {
        id,
        place: 0,
        version: 1,
        body: {
            schedule: { rule: "FREQ=MONTHLY;BYMONTHDAY=1", start: "2026-12-01", weekend: "leave" },
            template: {
                date: "2026-12-01",
                payee,
                note: "",
                tags: [],
                postings: [
                    [ACCOUNT.bank, "EUR", -minor, ""],
                    [to, "EUR", minor, ""],
                ],
            },
            ...more,
        },
        now: {
            words: "every month on the 1st",
            next: [
                { date: "2099-12-01", due: "2099-12-01" },
                { date: "2100-01-01", due: "2100-01-01" },
            ],
            waiting: [],
            refusal: null,
            paused: false,
            ...now,
        },
    };
}

function budget(id: string, category: number, minor: number, now: Partial<Budget["now"]["status"]>): Budget {
    const { missing = [] } = now ?? {};
    return {
        id,
        place: 0,
        version: 1,
        body: {
            category,
            every: { kind: "month", first_day: 1 },
            amount: eur(minor),
            start: "2026-01-01",
            thresholds_percent: [50, 80, 100],
            roll_over: "none",
        },
        now: {
            status: {
                period: { from: "2026-11-01", until: "2026-11-30" },
                carried: eur(0),
                available: eur(minor),
                spent: eur(0),
                left: eur(minor),
                spent_per_mille: 0,
                crossed: [],
                forecast: eur(0),
                on_track: true,
                missing_before: [],
                ...now,
                missing,
            },
        },
    };
}

const crossed = (...percents: number[]) =>
    percents.map((percent) => ({ percent, day: "2026-11-20", still: true }));

export const sampleDefinitions = (): SampleDefinitions => ({
    recurring: [
        recurring(DEFINITION.rent, "Hausverwaltung Linde", ACCOUNT.rent, 90_000, {}),
        recurring(
            DEFINITION.paused,
            "Büro Sauber",
            ACCOUNT.travel,
            12_000,
            { paused: true, next: [] },
            { pauses: [{ from: "2026-11-20" }] },
        ),
        recurring(DEFINITION.waits, "Steuerberatung", ACCOUNT.travel, 20_000, {
            waiting: [{ date: "2026-11-01", due: "2026-11-01" }],
            refusal: "the books are closed up to 2026-11-05",
        }),
    ],
    budgets: [
        budget(DEFINITION.rentBudget, ACCOUNT.rent, 100_000, {
            spent: eur(45_000),
            left: eur(55_000),
            spent_per_mille: 450,
            forecast: eur(90_000),
        }),
        budget(DEFINITION.travel, ACCOUNT.travel, 10_000, {
            spent: eur(10_450),
            left: eur(-450),
            spent_per_mille: 1_045,
            crossed: crossed(50, 80, 100),
            forecast: eur(11_611),
            on_track: false,
        }),
        budget(DEFINITION.cloud, ACCOUNT.cloud, 180_000, {
            spent: eur(0),
            left: eur(180_000),
            forecast: null,
            on_track: null,
            missing: [{ minor: 31_244, currency: "USD" }],
        }),
    ],
    rules: [
        {
            id: DEFINITION.trains,
            place: 0,
            version: 1,
            body: {
                name: "Trains",
                conditions: [{ kind: "payee_contains", text: "Bahn" }],
                actions: [{ kind: "category", account: ACCOUNT.travel }],
                goes_on: true,
            },
            now: null,
        },
        {
            id: DEFINITION.clouds,
            place: 1,
            version: 1,
            body: {
                name: "Clouds",
                conditions: [
                    { kind: "text_contains", text: "invoice" },
                    { kind: "amount_to", amount: eur(-1_000) },
                ],
                actions: [
                    { kind: "category", account: ACCOUNT.aws },
                    { kind: "tags", tags: ["cloud"] },
                ],
                goes_on: false,
            },
            now: null,
        },
    ],
    rates: [
        {
            id: DEFINITION.dollar,
            place: 0,
            version: 1,
            body: { from: "USD", to: "EUR", date: "2026-11-18", rate: "0.9184", source: "ECB" },
            now: null,
        },
    ],
});

const base = "*/api/v1/workspaces/:workspace/books";
type Params = Record<string, string | readonly string[] | undefined>;
type Any = Definition<DefinitionKind>;

async function answered(
    params: Params,
    work: (book: SampleBook, items: Any[]) => Response | Promise<Response>,
    writes = false,
): Promise<Response> {
    try {
        const role = world.fleet.find(({ workspace }) => workspace.id === params.workspace)?.workspace.role;
        if (writes && (role === undefined || !atLeast(role, "analyst")))
            return no(403, "forbidden", "your role does not allow this");
        const book = world.books.get(String(params.workspace)) ?? no(404, "not-found", "no such book");
        return await work(book, book.definitions[params.kind as DefinitionKind]);
    } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return error.answer;
    }
}

/** What the program would say of one that is new: nothing has happened yet. */
function fresh(kind: DefinitionKind): Any["now"] {
    if (kind === "recurring") return recurring("", "", 0, 0, {}).now;
    return kind === "budgets" ? { status: null } : null;
}

async function read(request: Request): Promise<{ place: number; body: Any["body"] }> {
    const given = (await request.json()) as { place?: number; body: Any["body"] };
    const stop = sentinel(JSON.stringify(given.body));
    if (stop !== undefined) throw new Refused(stop);
    return { place: given.place ?? 0, body: given.body };
}

const ordered = (items: Any[]): Any[] => items.sort((a, b) => a.place - b.place);

/** Of the last year of the sample: by the payee alone, which is what tests look at. */
function tried(book: SampleBook, rule: RuleBody): Response {
    const all = book.transactions.flatMap((one) => {
        const now = current(one);
        return now === undefined ? [] : [{ no: one.no, version: one.entries.at(-1)?.no ?? 0, now }];
    });
    const holds = ({ payee }: { payee: string }): boolean =>
        rule.conditions.every(
            (one) => one.kind !== "payee_contains" || payee.toLowerCase().includes(one.text.toLowerCase()),
        );
    const held = all.filter(({ now }) => holds(now));
    const to = rule.actions.find((one) => one.kind === "category")?.account;
    const other = held.filter(
        ({ now }) => to !== undefined && !now.postings.some(({ account }) => account === to),
    );
    return HttpResponse.json({
        from: "2025-11-27",
        of: all.length,
        held: held.length,
        would_change: other.length,
        cut: false,
        changes: other.map(({ no: transaction, version, now }) => ({
            transaction,
            version,
            date: now.date,
            payee: now.payee,
            amount: now.postings[0]?.amount ?? "0.00",
            currency: "EUR",
            category: now.postings[1]?.account ?? null,
        })),
    });
}

export const definitionHandlers = [
    http.untyped.get(`${base}/definitions/:kind`, ({ params }) =>
        answered(params, (_, items) => HttpResponse.json({ items })),
    ),
    http.untyped.post(`${base}/definitions/:kind`, ({ params, request }) =>
        answered(
            params,
            async (_, items) => {
                const { place, body } = await read(request);
                const id = `0199c000-0000-7000-8000-0000000001${String(items.length).padStart(2, "0")}`;
                const kind = params.kind as DefinitionKind;
                const made = { id, place, version: 1, body, now: fresh(kind) } as Any;
                items.push(made);
                ordered(items);
                return HttpResponse.json(made, { status: 201 });
            },
            true,
        ),
    ),
    http.untyped.put(`${base}/definitions/:kind/:id`, ({ params, request }) =>
        answered(
            params,
            async (_, items) => {
                const { place, body } = await read(request);
                const kind = params.kind as DefinitionKind;
                const there = items.find(({ id }) => id === params.id);
                if (request.headers.get("if-none-match") === "*") {
                    if (there !== undefined) no(412, "changed", "it is there already");
                    const back = { id: params.id, place, version: 1, body, now: fresh(kind) } as Any;
                    items.push(back);
                    return HttpResponse.json(back);
                }
                if (there === undefined) return no(404, "not-found", "there is no such definition");
                const seen = /^"v(\d+)"$/.exec(request.headers.get("if-match") ?? "")?.[1];
                if (Number(seen) !== there.version) no(412, "changed", "it has changed since it was read");
                Object.assign(there, { place, body, version: there.version + 1 });
                ordered(items);
                return HttpResponse.json(there);
            },
            true,
        ),
    ),
    http.untyped.delete(`${base}/definitions/:kind/:id`, ({ params }) =>
        answered(
            params,
            (_, items) => {
                const at = items.findIndex(({ id }) => id === params.id);
                if (at < 0) return no(404, "not-found", "there is no such definition");
                items.splice(at, 1);
                return new HttpResponse(null, { status: 204 });
            },
            true,
        ),
    ),
    http.untyped.post(`${base}/try/rule`, ({ params, request }) =>
        answered(params, async (book) => {
            const { body } = (await request.json()) as { body: RuleBody };
            return tried(book, body);
        }),
    ),
    http.untyped.post(`${base}/try/schedule`, ({ params, request }) =>
        answered(params, async () => {
            const { rule } = (await request.json()) as { rule: string };
            if (!/^FREQ=/.test(rule)) return no(422, "bad-value", "the rule does not say how often", "rule");
            return HttpResponse.json({
                words: `by ${rule}`,
                next: [{ date: "2099-12-01", due: "2099-12-01" }],
                past: rule.includes("BYMONTHDAY=13") ? 3 : 0,
                first: { date: "2099-12-01", due: "2099-12-01" },
            });
        }),
    ),
];
