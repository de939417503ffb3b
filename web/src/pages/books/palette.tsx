/** The books in the command palette: adding, and transactions by their words. */
import {
    ArrowLeftRight,
    ArrowRightLeft,
    CalendarSync,
    ChartNoAxesColumn,
    FileInput,
    ListFilter,
    PiggyBank,
    Plus,
    ReceiptText,
} from "lucide-react";

import { findTransactions } from "~/api/books";
import { asProblem } from "~/api/problem";
import { REPORTS } from "~/api/reports";
import { registerSource } from "~/app/palette";
import { paths } from "~/lib/paths";

import { REPORT_WORDS } from "./report-rows";

const PLACES = [
    { id: "recurring", label: "Add what comes again", words: "recurring", icon: CalendarSync },
    { id: "budgets", label: "Add a budget", words: "budgets", icon: PiggyBank },
    { id: "rules", label: "Add a rule", words: "rules categories", icon: ListFilter },
    { id: "rates", label: "Add a rate", words: "rates exchange", icon: ArrowRightLeft },
] as const;

const COMMANDS = [
    { id: "add expense", label: "Add an expense", add: "expense" },
    { id: "add income", label: "Add an income", add: "income" },
    { id: "add transfer", label: "Add a transfer", add: "transfer" },
] as const;

registerSource({
    label: "Books",
    min: 1,
    search: (text, workspace) => {
        const words = text.toLowerCase().split(/\s+/);
        const fits = COMMANDS.filter(({ label }) =>
            words.every((word) => `${label.toLowerCase()} transaction`.includes(word)),
        );
        const importing = words.every((word) => "import a bank file statement".includes(word));
        return Promise.resolve([
            ...fits.map(({ id, label, add }) => ({
                id,
                label,
                icon:
                    add === "transfer" ? (
                        <ArrowLeftRight aria-hidden size={16} />
                    ) : (
                        <Plus aria-hidden size={16} />
                    ),
                to: paths.transactions(workspace, { add }),
            })),
            ...(importing
                ? [
                      {
                          id: "import file",
                          label: "Import a bank file",
                          icon: <FileInput aria-hidden size={16} />,
                          to: paths.imports(workspace, { new: true }),
                      },
                  ]
                : []),
            ...PLACES.filter(({ label, words: more }) =>
                words.every((word) => `${label} ${more}`.toLowerCase().includes(word)),
            ).map(({ id, label, icon: Icon }) => ({
                id: `add ${id}`,
                label,
                icon: <Icon aria-hidden size={16} />,
                to: paths[id](workspace, { new: true }),
            })),
            ...REPORTS.filter((report) =>
                words.every((word) => `report ${REPORT_WORDS[report].title}`.toLowerCase().includes(word)),
            ).map((report) => ({
                id: `report ${report}`,
                label: `Report: ${REPORT_WORDS[report].title}`,
                icon: <ChartNoAxesColumn aria-hidden size={16} />,
                to: paths.reports(workspace, { report }),
            })),
        ]);
    },
});

registerSource({
    label: "Transactions",
    min: 2,
    search: async (text, workspace, signal) => {
        try {
            const { items } = await findTransactions(workspace, { q: text }, 8, signal);
            return items.map(({ no, date, payee, note }) => ({
                id: `transaction ${no}`,
                label: payee || note || "Transfer",
                hint: date,
                icon: <ReceiptText aria-hidden size={16} />,
                to: paths.transactions(workspace, { q: text, open: no }),
            }));
        } catch (error) {
            // No books were opened here.
            if (asProblem(error).status === 404) return [];
            throw error;
        }
    },
});
