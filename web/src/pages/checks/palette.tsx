/** The palette finds checks, and controls of frameworks, by number, id or title. */
import { ClipboardCheck, ListChecks } from "lucide-react";

import { readHouse } from "~/api/posture";
import { registerSource } from "~/app/palette";
import { paths } from "~/lib/paths";

const FOUND_MAX = 8;

const fits = (typed: string, text: string): boolean => {
    const all = text.toLowerCase();
    return typed
        .toLowerCase()
        .split(/\s+/)
        .every((word) => all.includes(word));
};

registerSource({
    label: "Checks",
    min: 2,
    search: async (typed, workspace) => {
        const { checks } = await readHouse();
        return checks
            .filter(({ id, title }) => fits(typed, `${id} ${title}`))
            .slice(0, FOUND_MAX)
            .map(({ id, title }) => ({
                id: `check ${id}`,
                label: title,
                hint: id,
                icon: <ListChecks aria-hidden size={16} />,
                to: paths.check(workspace, id),
            }));
    },
});

registerSource({
    label: "Controls",
    min: 2,
    search: async (typed, workspace) => {
        const { frameworks } = await readHouse();
        return frameworks
            .flatMap((framework) => framework.controls.map((control) => ({ framework, control })))
            .filter(({ framework, control }) =>
                fits(typed, `${framework.id} ${framework.title} ${control.id} ${control.title}`),
            )
            .slice(0, FOUND_MAX)
            .map(({ framework, control }) => ({
                id: `control ${framework.id} ${control.id}`,
                label: `${control.id} ${control.title}`,
                hint: framework.id,
                icon: <ClipboardCheck aria-hidden size={16} />,
                to: paths.framework(workspace, framework.id, { control: control.id }),
            }));
    },
});
