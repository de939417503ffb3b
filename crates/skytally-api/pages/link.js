// The pages that mails lead to, signing in and up, and the fleet. Texts of the API are never read as HTML.
"use strict";

const API = "/api/v1";
/// Longest that an answer of the API is waited for.
const ANSWER_MAX_MS = 30_000;
const SEVERITIES = ["critical", "high", "medium", "low", "info"];

/// What the mail's link brought. It is kept here only: not in the address bar, nor in the browser's storage.
let token = null;
/// The invitation that this visit is about.
let invitation = null;
/// Whether somebody has signed up with it during this visit, which may have accepted it.
let invitationUsed = false;
/// Counts the beginnings, so that what an earlier one still waits for is not shown over a later one.
let begun = 0;

const $ = (id) => document.getElementById(id);

// First of all: the token leaves the address bar and the history.
takeToken();

/// Takes the token out of the address. Whether there was one.
function takeToken() {
    const given = new URLSearchParams(location.hash.slice(1)).get("token");
    if (given === null) return false;
    history.replaceState(null, "", location.pathname);
    token = given === "" ? null : given;
    invitation = null;
    invitationUsed = false;
    return true;
}

// ---- the API

/// Why a call was not done: what a problem+json says, or that there was no readable answer.
class Problem extends Error {
    constructor(detail, code = "no-answer", errors = []) {
        super(detail);
        this.code = code;
        this.errors = errors;
    }
}

/// Calls the API. Gives the body, or null where the answer has none; throws a `Problem`.
async function call(method, path, body) {
    const options = { method, cache: "no-store", signal: AbortSignal.timeout(ANSWER_MAX_MS) };
    if (body !== undefined) {
        options.headers = { "content-type": "application/json" };
        options.body = JSON.stringify(body);
    }
    let response;
    let text;
    try {
        // The mode stays "cors", the default: in another the browser hides the Origin, which the API checks.
        response = await fetch(API + path, options);
        text = await response.text();
    } catch {
        throw new Problem("Skytally does not answer: try again in a moment");
    }
    if (!response.ok) throw problemOf(response.status, text);
    if (text === "") return null;
    try {
        return JSON.parse(text);
    } catch {
        throw new Problem("the answer of Skytally cannot be read: try again in a moment");
    }
}

function problemOf(status, text) {
    let body = null;
    try {
        body = JSON.parse(text);
    } catch {
        // Something between us and the API has answered: the status is all that is known.
    }
    if (typeof body?.detail !== "string") {
        return new Problem(`the answer was ${status}, without a reason: try again`);
    }
    const isFault = (fault) => typeof fault?.field === "string" && typeof fault?.message === "string";
    const errors = Array.isArray(body.errors) ? body.errors.filter(isFault) : [];
    return new Problem(body.detail, String(body.code), errors);
}

// ---- showing

/// Shows these views and hides all others. The heading gets the focus if another view is shown, or if what
/// had the focus is gone.
function show(...names) {
    const before = document.querySelector("[data-view]:not([hidden])");
    for (const view of document.querySelectorAll("[data-view]")) {
        view.hidden = !names.includes(view.dataset.view);
        if (view.hidden) view.querySelectorAll("form").forEach(clearFaults);
    }
    $("doors-title").hidden = names[0] !== "doors";
    const title = document.querySelector(`[data-view="${names[0]}"] h1`);
    document.title = `${title.textContent.trim()} · Skytally`;
    const moved = before !== null && before.dataset.view !== "waiting" && before.dataset.view !== names[0];
    if (moved || document.activeElement?.closest("[hidden]")) title.focus();
}

function sentence(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

/// Says what has been done, or (with `bad`) what has not. One takes the place of the other.
function say(text, bad = false) {
    $("notice").textContent = bad ? "" : text;
    $("alert").textContent = bad ? sentence(text) : "";
}

function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className !== undefined) made.className = className;
    return made;
}

function time(text) {
    const at = new Date(text);
    if (typeof text !== "string" || Number.isNaN(at.getTime())) return null;
    const format = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
        timeZoneName: "short" };
    const made = element("time", new Intl.DateTimeFormat("en-GB", format).format(at));
    made.dateTime = text;
    return made;
}

function age(text) {
    const minutes = Math.floor((Date.now() - new Date(text).getTime()) / 60_000);
    const words = new Intl.RelativeTimeFormat("en");
    if (minutes < 1) return "just now";
    if (minutes < 120) return words.format(-minutes, "minute");
    if (minutes < 2880) return words.format(-Math.floor(minutes / 60), "hour");
    return words.format(-Math.floor(minutes / 1440), "day");
}

// ---- forms

const labelOf = (input) => input.labels[0].textContent.trim();

/// Puts a message beside a field. An empty one takes it away.
function fault(input, message) {
    const id = `${input.id}-fault`;
    $(id).textContent = message === "" ? "" : `${labelOf(input)}: ${message}`;
    if (message === "") input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
}

const inputsOf = (form) => [...form.querySelectorAll("input[name]:not([disabled])")];

function clearFaults(form) {
    for (const input of form.querySelectorAll("input[name]")) fault(input, "");
    form.querySelector(".alert").textContent = "";
}

/// Finds what is wrong before the API has to: it counts how often one knocks. Whether all is well.
function checked(form) {
    let first = null;
    for (const input of inputsOf(form)) {
        const min = Number(input.dataset.min ?? 0);
        const length = [...input.value].length;
        let message = "";
        if (input.required && input.value.trim() === "") message = "must not be empty";
        else if (length < min) message = `must have at least ${min} characters`;
        fault(input, message);
        if (message !== "") first ??= input;
    }
    first?.focus();
    return first === null;
}

/// Shows a problem in its form: beside the fields that it names, the rest above them.
function showProblem(form, problem) {
    const inputs = inputsOf(form);
    const rest = [];
    for (const { field, message } of problem.errors) {
        const input = inputs.find((one) => one.name === field);
        if (input === undefined) rest.push(`${field}: ${message}`);
        else fault(input, message);
    }
    const beside = inputs.find((input) => input.getAttribute("aria-invalid") === "true");
    const above = beside === undefined ? problem.message : rest.join("; ");
    form.querySelector(".alert").textContent = above === "" ? "" : sentence(above);
    beside?.focus();
}

/// Does `work` with the values of a form when it is sent, once at a time.
function onSubmit(id, work) {
    const form = $(id);
    for (const input of form.querySelectorAll("input[name]")) {
        const place = element("p", "", "fault");
        place.id = `${input.id}-fault`;
        place.setAttribute("role", "alert");
        input.after(place);
        const hint = input.getAttribute("aria-describedby") ?? "";
        input.setAttribute("aria-describedby", `${place.id} ${hint}`.trim());
    }
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const button = form.querySelector("button:not([type])");
        // Not `disabled`: the focus would be lost.
        if (button.getAttribute("aria-disabled") === "true") return;
        clearFaults(form);
        say("");
        if (!checked(form)) return;
        button.setAttribute("aria-disabled", "true");
        const values = Object.fromEntries(inputsOf(form).map((input) => [input.name, input.value]));
        try {
            await work(values, form);
        } catch (error) {
            showProblem(form, asProblem(error));
        } finally {
            button.removeAttribute("aria-disabled");
        }
    });
}

function asProblem(error) {
    if (error instanceof Problem) return error;
    console.error(error);
    return new Problem("something went wrong on this page: load it again");
}

/// Forgets what was typed: a password does not wait in a page that has moved on.
function empty(...ids) {
    for (const id of ids) {
        $(id).reset();
        clearFaults($(id));
    }
    for (const box of document.querySelectorAll("[data-shows]")) $(box.dataset.shows).type = "password";
}

function askForCode(wanted) {
    $("in-code-field").hidden = !wanted;
    $("in-code").disabled = !wanted;
    if (wanted) $("in-code").focus();
}

onSubmit("sign-in", async ({ email, password, code }) => {
    $("to-resend").hidden = true;
    let signedIn;
    try {
        // Without a code, JSON leaves it out.
        signedIn = await call("POST", "/sign-in", { email, password, code });
    } catch (problem) {
        if (problem.code === "second-factor-needed") {
            say("The password is right. A code is needed as well.");
            askForCode(true);
            return;
        }
        if (problem.code === "email-not-verified") $("to-resend").hidden = false;
        throw problem;
    }
    askForCode(false);
    empty("sign-in", "sign-up");
    if (invitation === null) await fleet(signedIn?.me);
    else if (invitationUsed) await start();
    else acceptAs(signedIn?.me);
});

onSubmit("sign-up", async ({ name, email, password }) => {
    if (invitation === null) {
        await call("POST", "/sign-up", { name, email, password });
        empty("sign-up");
        $("mail-to").textContent = $("resend-email").value = $("in-email").value = email;
        show("mail");
        return;
    }
    await call("POST", "/sign-up", { name, email, password, invitation: token });
    invitationUsed = true;
    empty("sign-up");
    $("sign-up").hidden = true;
    say("Now sign in. If the address was known already, its password has not changed, and a mail says so.");
    $("in-email").value = email;
    $("in-password").focus();
});

onSubmit("verify", async () => {
    try {
        await call("POST", "/verify-email", { token });
    } catch (problem) {
        if (problem.code !== "link-used") throw problem;
        token = null;
        show("resend");
        say(problem.message, true);
        return;
    }
    await leave("The address is confirmed.");
});

onSubmit("resend", async ({ email }) => {
    await call("POST", "/verify-email/resend", { email });
    say(`If ${email} waits to be confirmed, a mail is on its way. Its link works once.`);
});

onSubmit("forgot", async ({ email }) => {
    await call("POST", "/password/forgot", { email });
    say(`If ${email} is known, a mail is on its way. Its link works once.`);
});

onSubmit("reset", async ({ password }) => {
    try {
        await call("POST", "/password/reset", { token, password });
    } catch (problem) {
        if (problem.code !== "link-used") throw problem;
        token = null;
        empty("reset");
        show("forgot");
        say(problem.message, true);
        return;
    }
    empty("reset");
    await leave("The password is set. Sign in with it.");
});

onSubmit("accept", async () => {
    let joined;
    try {
        joined = await call("POST", "/invitations/accept", { token });
    } catch (problem) {
        if (problem.code !== "unauthenticated") throw problem;
        offerDoors();
        say("Sign in again: the session is over.", true);
        return;
    }
    await leave(`You are a member of ${joined?.name ?? "the workspace"} now.`);
});

// ---- the pages

/// Goes on to the sign-in page, with a word about what has been done. A reload stays there.
async function leave(said) {
    token = null;
    invitation = null;
    invitationUsed = false;
    history.replaceState(null, "", "/sign-in");
    await start();
    say(said);
}

/// Who is signed in, or null.
async function whoAmI() {
    try {
        return await call("GET", "/me");
    } catch (problem) {
        if (problem.code === "unauthenticated") return null;
        throw problem;
    }
}

/// Shows what the address asks for.
async function start() {
    const mine = ++begun;
    say("");
    try {
        switch (location.pathname) {
            case "/verify-email":
                if (token === null) say("This is not the whole link: open it from the mail again.", true);
                show(token === null ? "resend" : "verify");
                return;
            case "/reset-password":
                if (token === null) say("This is not the whole link: open it from the mail again.", true);
                show(token === null ? "forgot" : "reset");
                return;
            case "/invitation":
                await invited(mine);
                return;
            default: {
                const me = await whoAmI();
                if (mine !== begun) return;
                if (me === null) doors();
                else await fleet(me);
            }
        }
    } catch (error) {
        if (mine !== begun) return;
        show("failed");
        say(asProblem(error).message, true);
    }
}

async function invited(mine) {
    if (token === null) {
        show("lost");
        return;
    }
    const seen = await call("POST", "/invitations/look", { token }).catch((problem) => {
        if (problem.code === "link-used") return null;
        throw problem;
    });
    if (mine !== begun) return;
    if (seen === null) {
        // After a sign-up with it, it is spent: one is a member.
        if (invitationUsed) await leave("You are a member now.");
        else {
            show("lost");
            say("the invitation was used, was taken back or is too old", true);
        }
        return;
    }
    invitation = seen;
    invitationUsed = false;
    $("invited-workspace").textContent = seen.workspace;
    $("invited-role").textContent = seen.role;
    $("invited-email").textContent = seen.email;
    $("invited-expires").replaceChildren(time(seen.expires) ?? "unknown");
    const me = await whoAmI();
    if (mine !== begun) return;
    if (me === null) offerDoors();
    else acceptAs(me);
}

function acceptAs(me) {
    $("accept").hidden = false;
    $("accept-first").hidden = true;
    $("accept-as").textContent = me?.email ?? "somebody whose address is unknown";
    show("invitation");
}

/// An invitation, for somebody who is not signed in.
function offerDoors() {
    $("accept").hidden = true;
    $("accept-first").hidden = false;
    doors("invitation");
}

/// Sign-in and sign-up, below the invitation if there is one.
function doors(...above) {
    const asked = invitation === null ? "" : invitation.email;
    $("sign-up").hidden = false;
    if (asked !== "") $("in-email").value = asked;
    $("up-email").value = asked;
    $("up-email").readOnly = asked !== "";
    $("up-email-hint").textContent = asked === "" ? "" : "The address that the invitation was sent to.";
    show(...above, "doors");
    if (location.hash === "#sign-up") $("up-name").focus();
    providers();
}

/// Offers the identity providers, or says that they are not known.
async function providers() {
    const list = $("providers-list");
    let hint = "Or sign in with";
    // The browser leaves the page for it, and the token with it.
    if (invitation !== null) hint += " one of these, then open the link of the mail again";
    let names = [];
    try {
        const answer = await call("GET", "/oidc");
        if (!Array.isArray(answer?.providers)) throw new Problem("the answer of Skytally cannot be read");
        names = answer.providers.map(String);
    } catch (error) {
        hint = `Whether there are other ways to sign in is unknown: ${asProblem(error).message}`;
        names = null;
    }
    $("providers").hidden = names !== null && names.length === 0;
    $("providers-hint").textContent = hint;
    const links = (names ?? []).map((name) => {
        const link = element("a", name, "button plain");
        link.href = `${API}/oidc/${encodeURIComponent(name)}/start`;
        return link;
    });
    list.replaceChildren(...links);
}

/// The fleet of whoever is signed in.
async function fleet(me) {
    const mine = ++begun;
    $("me-name").textContent = me?.name ?? "unknown";
    $("me-email").textContent = me?.email ?? "";
    const answer = await call("GET", "/fleet").catch((problem) => problem);
    if (mine !== begun) return;
    if (answer?.code === "unauthenticated") {
        doors();
        say("Sign in again: the session is over.", true);
        return;
    }
    const rows = Array.isArray(answer?.items) ? answer.items : null;
    $("fleet-table").hidden = rows === null || rows.length === 0;
    $("fleet-hint").hidden = $("fleet-table").hidden;
    $("fleet-empty").hidden = rows === null || rows.length > 0;
    $("fleet-rows").replaceChildren(...(rows ?? []).map(fleetRow));
    show("fleet");
    if (rows === null) {
        const why = answer instanceof Problem ? answer.message : "the answer of Skytally cannot be read";
        say(`The fleet is unknown: ${why}`, true);
    }
}

/// A count of the API, or null: what is no count is unknown, not zero.
const count = (value) => (Number.isSafeInteger(value) && value >= 0 ? value : null);
const number = (value) => value.toLocaleString("en");

function fleetRow(item) {
    const row = element("tr");
    row.setAttribute("role", "row");
    const name = element("th", item.workspace?.name ?? "unknown");
    name.setAttribute("role", "rowheader");
    name.scope = "row";
    const accounts = count(item.accounts);
    const [paused, failing, unknown] = [count(item.paused), count(item.failing), count(item.unknown)];
    const whole = accounts !== null && typeof item.oldest_generation === "string";
    // Zero is said only of what all accounts were seen for.
    const sure = whole && paused === 0 && failing === 0 && unknown === 0;
    const unknownText = () => [element("span", "unknown", "unknown")];
    const atLeast = (value) => (whole ? number(value) : `at least ${number(value)}`);
    const nothing = () => [element("span", "no cloud account", "note")];
    const counted = (make) => (accounts === 0 ? nothing() : make());
    const parts = [
        ["Your role", [element("span", item.workspace?.role ?? "unknown")]],
        ["Cloud accounts", accountsParts(accounts, paused, failing)],
        ["Resources", counted(() => {
            const resources = count(item.resources);
            if (resources === null || (resources === 0 && !whole)) return unknownText();
            return [element("span", atLeast(resources))];
        })],
        ["Open findings", counted(() => openParts(item.open, whole, sure))],
        ["Unknown", counted(() => {
            if (unknown === null || (unknown === 0 && !whole)) return unknownText();
            return [element("span", atLeast(unknown), unknown > 0 ? "unknown" : undefined)];
        })],
        ["Oldest generation", counted(() => {
            const oldest = item.oldest_generation;
            if (oldest === null) return [element("span", "an account has none yet", "unknown")];
            const made = time(oldest);
            return made === null ? unknownText() : [made, element("span", age(oldest), "note")];
        })],
    ];
    row.append(name);
    for (const [label, content] of parts) {
        const cell = element("td");
        cell.setAttribute("role", "cell");
        cell.dataset.label = label;
        cell.append(...content);
        row.append(cell);
    }
    return row;
}

function accountsParts(accounts, paused, failing) {
    if (accounts === null) return [element("span", "unknown", "unknown")];
    const parts = [element("span", number(accounts))];
    const add = (value, word, className) => {
        if (value !== 0) parts.push(element("span", `${value ?? "unknown"} ${word}`, className));
    };
    add(paused, "paused", paused === null ? "unknown" : "note");
    add(failing, "failing", "wrong");
    return parts;
}

function openParts(open, whole, sure) {
    const counts = SEVERITIES.map((severity) => [severity, count(open?.[severity])]);
    const shown = counts.filter(([, value]) => value !== 0);
    if (shown.length === 0) {
        if (sure) return [element("span", "none")];
        // Nothing was seen, but not everything was looked at: that is not "none".
        return [element("span", whole ? "none among what is known" : "unknown", "unknown")];
    }
    const list = element("ul", undefined, "open");
    list.setAttribute("role", "list");
    for (const [severity, value] of shown) {
        const line = element("li", undefined, severity);
        const amount = value === null ? element("b", "unknown", "unknown") : element("b", number(value));
        line.append(amount, ` ${severity}`);
        list.append(line);
    }
    return whole ? [list] : [list, element("span", "at least: an account was not seen yet", "unknown")];
}

// ---- the other buttons

for (const button of document.querySelectorAll("[data-to]")) {
    button.addEventListener("click", async () => {
        say("");
        if (button.dataset.to !== "doors") show(button.dataset.to);
        // Also from the page of a link that was not good: a reload then stays with the sign-in.
        else await leave("");
    });
}

for (const box of document.querySelectorAll("[data-shows]")) {
    box.addEventListener("change", () => {
        $(box.dataset.shows).type = box.checked ? "text" : "password";
    });
}

for (const button of document.querySelectorAll("[data-sign-out]")) {
    button.addEventListener("click", async () => {
        try {
            await call("POST", "/sign-out");
        } catch (error) {
            const problem = asProblem(error);
            if (problem.code !== "unauthenticated") {
                say(`You may still be signed in: ${problem.message}`, true);
                return;
            }
        }
        // What was somebody's does not stay in the page.
        $("fleet-rows").replaceChildren();
        $("me-name").textContent = $("me-email").textContent = $("accept-as").textContent = "";
        if (invitation === null) doors();
        else offerDoors();
        say("You are signed out.");
    });
}

$("to-forgot").addEventListener("click", () => {
    $("forgot-email").value = $("in-email").value;
    say("");
    show("forgot");
});
$("to-resend").addEventListener("click", () => {
    $("resend-email").value = $("in-email").value;
    say("");
    show("resend");
});
$("refresh").addEventListener("click", start);
$("try-again").addEventListener("click", start);

// Another link of a mail, opened in this tab.
addEventListener("hashchange", () => {
    if (takeToken()) start();
});
// Back from another page: who is signed in may have changed since.
addEventListener("pageshow", (event) => {
    if (event.persisted) start();
});

show("waiting");
start();
