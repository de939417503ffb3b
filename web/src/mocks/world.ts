/** The sample world of the tests: small, consistent, with something unknown in it. Every test begins with it as new. */
import type { Finding, FleetItem, Me, Workspace } from "~/api/types";

import { type Cloud, sampleCloud } from "./accounts-sample";
import { type SampleBook, sampleBook } from "./books-sample";
import { sampleFindings } from "./findings-sample";
import { type SampleInventory, sampleInventory } from "./inventory-sample";
import { beginPeople, type People } from "./people-sample";
import { type SamplePosture, samplePosture } from "./posture-sample";

export const ID = {
    me: "0199a000-0000-7000-8000-000000000001",
    alder: "0199a000-0000-7000-8000-00000000000a",
    birch: "0199a000-0000-7000-8000-00000000000b",
    cedar: "0199a000-0000-7000-8000-00000000000c",
    dogwood: "0199a000-0000-7000-8000-00000000000d",
};

export const PASSWORD = "correct horse battery";
export const CODE = "123456";

interface World {
    /** Who is signed in; null for nobody. */
    me: Me | null;
    /** Whether signing in asks for a code. */
    totp: boolean;
    providers: string[];
    fleet: FleetItem[];
    /** Those of every workspace. */
    findings: Finding[];
    inventory: SampleInventory;
    /** Cloud accounts, their runs, and the overview. */
    cloud: Cloud;
    /** Sessions, tokens, members, invitations, the audit log, and the links of mails. */
    people: People;
    /** The catalogue, and what its checks say. */
    posture: SamplePosture;
    /** The books of those workspaces that have opened them. */
    books: Map<string, SampleBook>;
    /** Idempotency keys of workspaces that were made. */
    made: Map<string, Workspace>;
}

export const somebody: Me = {
    id: ID.me,
    email: "ada@example.com",
    name: "Ada Lovelace",
    has_password: true,
    verified: "2026-01-05T09:00:00Z",
    totp_since: null,
    created: "2026-01-05T08:59:00Z",
};

export const workspaceOf = (id: string, name: string, role = "owner"): Workspace => ({
    id,
    name,
    role,
    retention_days: 90,
    thresholds: {},
    created: "2026-01-05T09:10:00Z",
    version: 1,
});

const open = (critical: number, high: number, medium: number, low: number, info: number) => ({
    critical,
    high,
    medium,
    low,
    info,
});

function begin(): World {
    return {
        me: somebody,
        totp: false,
        providers: [],
        people: beginPeople(),
        made: new Map(),
        books: new Map([[ID.alder, sampleBook()]]),
        findings: sampleFindings(),
        posture: samplePosture(),
        inventory: sampleInventory(),
        cloud: sampleCloud(ID.alder),
        fleet: [
            {
                workspace: workspaceOf(ID.alder, "Alder Freight"),
                accounts: 3,
                paused: 0,
                failing: 0,
                resources: 4210,
                open: open(2, 11, 34, 60, 4),
                unknown: 7,
                oldest_generation: "2026-11-27T08:10:00Z",
            },
            {
                workspace: workspaceOf(ID.birch, "Birch Clinic", "analyst"),
                accounts: 1,
                paused: 0,
                failing: 0,
                resources: 380,
                open: open(0, 0, 0, 0, 0),
                unknown: 0,
                oldest_generation: "2026-11-27T09:00:00Z",
            },
            {
                workspace: workspaceOf(ID.cedar, "Cedar Games"),
                accounts: 2,
                paused: 1,
                failing: 1,
                resources: 120,
                open: open(0, 4, 3, 0, 0),
                unknown: 0,
                oldest_generation: null,
            },
            {
                workspace: workspaceOf(ID.dogwood, "Dogwood Labs", "viewer"),
                accounts: 0,
                paused: 0,
                failing: 0,
                resources: 0,
                open: open(0, 0, 0, 0, 0),
                unknown: 0,
                oldest_generation: null,
            },
        ],
    };
}

export let world: World = begin();
export function resetWorld(): void {
    world = begin();
}
