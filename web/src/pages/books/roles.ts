/** Who may do what in the books: the reason why not, or undefined. */
import { needs } from "~/lib/roles";

export const mayWrite = (role: string | undefined): string | undefined =>
    needs(role, "analyst", "write into the books");
export const mayManage = (
    role: string | undefined,
    what = "change the books' accounts",
): string | undefined => needs(role, "admin", what);
export const mayImport = (role: string | undefined): string | undefined =>
    needs(role, "analyst", "import bank files");
export const mayKeep = (role: string | undefined): string | undefined =>
    needs(role, "analyst", "keep receipts");
