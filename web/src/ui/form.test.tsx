import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { Problem } from "~/api/problem";

import { Button } from "./button";
import { Form, spread, useForm } from "./form";
import { Input } from "./input";

const refused = (errors: { field: string; message: string }[]) =>
    new Problem({ status: 422, code: "bad-value", detail: "a value is not accepted", errors });

test("faults stand beside their fields, and what has no field stands above", () => {
    const { beside, above } = spread(
        refused([
            { field: "name", message: "is too long" },
            { field: "regions[2]", message: "is no region" },
            { field: "elsewhere", message: "is wrong" },
        ]),
        ["name", "regions"],
    );
    expect(beside).toEqual({ name: "Is too long", regions: "regions[2]: is no region" });
    expect(above).toBe("Elsewhere: is wrong");
});

test("a problem without fields is said as it is", () => {
    expect(spread(refused([]), ["name"]).above).toBe("A value is not accepted");
});

function Sample({ submit }: { submit: (values: { name: string; note: string }) => Promise<unknown> }) {
    const form = useForm({ initial: { name: "", note: "" }, submit });
    return (
        <Form form={form} label="Sample">
            <Input label="Name" {...form.field("name")} />
            <Input label="Note" hint="Anything." {...form.field("note")} />
            <Button type="submit" loading={form.submitting}>
                Send
            </Button>
        </Form>
    );
}

test("the first wrong field gets the focus, what was typed stays, and mending takes the fault away", async () => {
    const user = userEvent.setup();
    render(<Sample submit={() => Promise.reject(refused([{ field: "note", message: "is too short" }]))} />);
    await user.type(screen.getByLabelText("Name"), "Elm{Enter}");
    const note = screen.getByLabelText("Note");
    expect(note).toHaveFocus();
    expect(note).toBeInvalid();
    expect(note).toHaveAccessibleDescription("Is too short Anything.");
    expect(screen.getByLabelText("Name")).toHaveValue("Elm");
    await user.type(note, "x");
    expect(note).not.toBeInvalid();
});

test("it is sent once, however often one presses", async () => {
    const user = userEvent.setup();
    const submit = vi.fn(() => new Promise(() => undefined));
    render(<Sample submit={submit} />);
    const button = screen.getByRole("button", { name: "Send" });
    await user.click(button);
    await user.click(button);
    await user.type(screen.getByLabelText("Name"), "{Enter}");
    expect(submit).toHaveBeenCalledTimes(1);
    expect(button).toHaveAttribute("aria-busy", "true");
});
