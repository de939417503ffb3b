/** Opens the books: in which currency, and with which accounts. */
import { BookOpen } from "lucide-react";

import { type ChartName, useBooksWriting } from "~/api/books";
import { useWorkspace } from "~/app/current";
import { CURRENCIES, currencyName } from "~/lib/currencies";
import { atLeast } from "~/lib/roles";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { Combobox } from "~/ui/combobox";
import { EmptyState } from "~/ui/empty-state";
import { Form, useForm } from "~/ui/form";
import { RadioGroup } from "~/ui/radio-group";
import { toast } from "~/ui/toast";

const CHARTS: readonly { value: ChartName; label: string; hint: string }[] = [
    {
        value: "business",
        label: "A business",
        hint: "Bank account, cash, receivables and payables, a card, tax; income for services and cloud resale; expenses for cloud, software, salaries, office and travel.",
    },
    {
        value: "personal",
        label: "A person or a household",
        hint: "Bank account, cash, savings, a card; salary and interest; housing, food, transport, insurance, leisure and more.",
    },
    {
        value: "empty",
        label: "Nothing yet",
        hint: "Only what every book needs: opening balances, currency exchange, and a place for what has no category.",
    },
];

export function OpenBooks({ workspace }: { workspace: string }) {
    const role = useWorkspace()?.role;
    if (role !== undefined && !atLeast(role, "admin")) {
        return (
            <EmptyState icon={<BookOpen aria-hidden size={18} />} title="No books are kept here yet">
                Admins and owners of this workspace can open them. You are {role === "analyst" ? "an" : "a"}{" "}
                {role}: once they are open, you can read them
                {role === "analyst" ? " and write into them" : ""}.
            </EmptyState>
        );
    }
    return (
        <Card className="max-w-2xl">
            <div className="mb-4">
                <h2 className="text-base font-semibold">Open the books</h2>
                <p className="text-ink-2 text-sm">
                    Every amount comes from somewhere and goes somewhere, and nothing is ever lost: what you
                    change or delete stays in the history.
                </p>
            </div>
            <OpenForm workspace={workspace} />
        </Card>
    );
}

const choices = CURRENCIES.map((code) => ({ value: code, label: `${code} · ${currencyName(code)}` }));

function OpenForm({ workspace }: { workspace: string }) {
    const { open } = useBooksWriting(workspace);
    const form = useForm<{ currency: readonly string[]; chart: ChartName }>({
        initial: { currency: ["EUR"], chart: "business" },
        check: ({ currency }) => ({ currency: currency.length === 0 ? "Choose a currency" : undefined }),
        submit: async ({ currency: [currency = ""], chart }) => {
            await open(currency, chart);
            toast("The books are open.");
        },
    });
    return (
        <Form form={form} label="Open the books">
            <Combobox
                label="Currency"
                hint="Of balances and reports. Accounts may have others. It stays."
                single
                placeholder="Find a currency"
                choices={choices}
                {...form.field("currency")}
            />
            <RadioGroup label="Accounts to begin with" choices={CHARTS} {...form.field("chart")} />
            <Alert tone="info">All accounts can be renamed, moved and added to later.</Alert>
            <div>
                <Button type="submit" kind="primary" loading={form.submitting}>
                    Open the books
                </Button>
            </div>
        </Form>
    );
}
