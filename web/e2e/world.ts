/** The demo estate as the project's tool has made it: who there is, and what a client does outside of the console. */
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { type APIRequestContext, expect, type Page } from "@playwright/test";
import PostalMime from "postal-mime";

export interface Person {
    email: string;
    password: string;
}

interface Told {
    service: string;
    /** Where the emulator listens. */
    aws: string;
    /** The folder of mails. */
    mails: string;
    workspaces: Record<string, string>;
    people: { owner: Person; analyst: Person; viewer: Person };
}

const given = (name: string): string => {
    const value = process.env[name];
    if (value === undefined) throw new Error(`${name} is not set: run cargo xtask e2e`);
    return value;
};

let read: Told | undefined;
export const told = (): Told =>
    (read ??= JSON.parse(readFileSync(given("SKYTALLY_E2E_TOLD"), "utf8")) as Told);

export const owner = (): Person => told().people.owner;

export const workspaceOf = (name: string): string => {
    const id = told().workspaces[name];
    if (id === undefined) throw new Error(`the demo estate has no workspace ${name}`);
    return id;
};

/** Something new a test: the service goes on between them. */
export const fresh = (what: string): string => `${what}-${Math.random().toString(36).slice(2, 10)}`;
export const PASSWORD = "a quiet harbour before the storm 7";

/** The path and fragment of the link in the newest mail to somebody that leads to a page. */
export async function mailLink(email: string, page: string): Promise<string> {
    let link = "";
    await expect
        .poll(
            async () => {
                const found: { at: number; link: string }[] = [];
                for (const name of readdirSync(told().mails).filter((file) => file.endsWith(".eml"))) {
                    const mail = await PostalMime.parse(readFileSync(join(told().mails, name)));
                    if (!mail.to?.some(({ address }) => address === email)) continue;
                    const match = new RegExp(`/${page}#token=[A-Za-z0-9_-]+`).exec(mail.text ?? "");
                    if (match !== null) found.push({ at: Date.parse(mail.date ?? ""), link: match[0] });
                }
                link = found.sort((a, b) => b.at - a.at)[0]?.link ?? "";
                return link;
            },
            { message: `a mail to ${email} with a link to /${page}`, timeout: 30_000 },
        )
        .not.toBe("");
    return link;
}

/** What a client's CloudFormation stack does: makes the role. Gives its ARN. */
export function clientMakesRole(
    account: string,
    role: string,
    principal: string,
    externalId: string,
): string {
    const script = resolve(import.meta.dirname, "../../demo/client_role.py");
    const args = [script, "--endpoint", told().aws, "--account", account, "--role", role];
    args.push("--principal", principal, "--external-id", externalId);
    return execFileSync(given("SKYTALLY_PYTHON"), args, { encoding: "utf8" }).trim();
}

/** A one-time code (RFC 6238: SHA-1, six digits, 30 seconds) of a Base32 secret. */
export function oneTimeCode(secret: string, atMs: number): string {
    const bits = Array.from(secret.replace(/\s|=/g, "").toUpperCase())
        .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
        .join("");
    const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
    const mac = createHmac("sha1", key).update(counter).digest();
    const at = (mac.at(-1) ?? 0) & 15;
    return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** A call of the API with the cookie of the page's browser. */
export async function api<T>(
    request: APIRequestContext,
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body?: unknown,
): Promise<T> {
    const answer = await request.fetch(new URL(`/api/v1${path}`, given("SKYTALLY_E2E_URL")).href, {
        method,
        headers: { origin: new URL(given("SKYTALLY_E2E_URL")).origin },
        ...(body === undefined ? {} : { data: body }),
    });
    const text = await answer.text();
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** Signs in without the page: for tests that are about something else. */
export const signedIn = (page: Page, { email, password }: Person): Promise<unknown> =>
    api(page.request, "POST", "/sign-in", { email, password });

/** Somebody new, signed up and verified without the page. */
export async function newPerson(request: APIRequestContext, name: string): Promise<Person> {
    const person = { email: `${fresh(name)}@demo.example`, password: PASSWORD };
    await api(request, "POST", "/sign-up", { ...person, name });
    const link = await mailLink(person.email, "verify-email");
    await api(request, "POST", "/verify-email", { token: link.split("#token=")[1] });
    return person;
}
