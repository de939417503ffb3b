/** The rooms of a workspace, in their order. Rooms of later capabilities get a line here, and a group of their own. */
import {
    ArrowRightLeft,
    BookCheck,
    Boxes,
    CalendarSync,
    ChartNoAxesColumn,
    ClipboardCheck,
    CloudCog,
    FileInput,
    Landmark,
    LayoutDashboard,
    ListChecks,
    ListFilter,
    ListTree,
    type LucideIcon,
    PiggyBank,
    Receipt,
    ReceiptText,
    Scale,
    Settings,
    ShieldAlert,
} from "lucide-react";

import { paths } from "~/lib/paths";

export interface Room {
    label: string;
    icon: LucideIcon;
    to: (workspace: string) => string;
    /** The second key after `g`. */
    key: string;
}

export interface RoomGroup {
    /** No heading for the first group. */
    label?: string;
    rooms: readonly Room[];
}

export const GROUPS: readonly RoomGroup[] = [
    {
        rooms: [
            { label: "Overview", icon: LayoutDashboard, to: paths.overview, key: "o" },
            { label: "Accounts", icon: CloudCog, to: (w) => paths.accounts(w), key: "a" },
            { label: "Inventory", icon: Boxes, to: (w) => paths.inventory(w), key: "i" },
        ],
    },
    {
        label: "Posture",
        rooms: [
            { label: "Findings", icon: ShieldAlert, to: (w) => paths.findings(w), key: "n" },
            { label: "Compliance", icon: ClipboardCheck, to: (w) => paths.compliance(w), key: "c" },
            { label: "Well-Architected", icon: Landmark, to: (w) => paths.wellArchitected(w), key: "w" },
            { label: "Checks", icon: ListChecks, to: (w) => paths.checks(w), key: "k" },
        ],
    },
    {
        label: "Books",
        rooms: [
            { label: "Balances", icon: Scale, to: (w) => paths.books(w), key: "b" },
            { label: "Transactions", icon: ReceiptText, to: (w) => paths.transactions(w), key: "t" },
            { label: "Imports", icon: FileInput, to: (w) => paths.imports(w), key: "m" },
            { label: "Receipts", icon: Receipt, to: (w) => paths.receipts(w), key: "p" },
            { label: "Recurring", icon: CalendarSync, to: (w) => paths.recurring(w), key: "e" },
            { label: "Budgets", icon: PiggyBank, to: (w) => paths.budgets(w), key: "u" },
            { label: "Reports", icon: ChartNoAxesColumn, to: (w) => paths.reports(w), key: "r" },
            { label: "Ledger accounts", icon: ListTree, to: (w) => paths.ledgerAccounts(w), key: "l" },
            { label: "Rules", icon: ListFilter, to: (w) => paths.rules(w), key: "y" },
            { label: "Rates", icon: ArrowRightLeft, to: (w) => paths.rates(w), key: "x" },
            { label: "Check and closing", icon: BookCheck, to: paths.booksCheck, key: "v" },
        ],
    },
    {
        label: "Workspace",
        rooms: [{ label: "Settings", icon: Settings, to: paths.settings, key: "s" }],
    },
];
