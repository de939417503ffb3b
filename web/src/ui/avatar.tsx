/** Somebody, by initials. Only beside the name: it is hidden from screen readers. */
import { initials } from "~/lib/format";

export const Avatar = ({ name, square = false }: { name: string; square?: boolean }) => (
    <span
        aria-hidden
        className={`bg-accent-soft text-accent-text grid size-6 shrink-0 place-items-center text-2xs font-semibold ${square ? "rounded-md" : "rounded-full"}`}
    >
        {initials(name)}
    </span>
);
