/** The controls of frameworks that the check speaks to. */
import type { CheckDetails } from "~/api/posture";
import { paths } from "~/lib/paths";
import { Link } from "~/ui/link";
import { Section } from "~/ui/section";

export function CheckControls({ workspace, check }: { workspace: string; check: CheckDetails }) {
    const { controls, variants } = check;
    if (controls.length === 0)
        return <p className="text-ink-2">No control of a framework names this check.</p>;
    const frameworks = [...new Map(controls.map((one) => [one.framework, one.framework_title]))];
    const variantTitle = (name: string): string =>
        variants.find((variant) => variant.name === name)?.title ?? name;
    return frameworks.map(([id, title]) => (
        <Section
            key={id}
            title={title}
            actions={
                <Link to={paths.framework(workspace, id)} className="text-sm">
                    See the framework
                </Link>
            }
        >
            <ul className="border-line bg-surface divide-line shadow-card divide-y rounded-lg border text-sm">
                {controls
                    .filter(({ framework }) => framework === id)
                    .map((one) => (
                        <li key={one.control} className="flex gap-4 px-4 py-2.5">
                            <Link
                                to={paths.framework(workspace, id, { control: one.control })}
                                className="tabular w-20 shrink-0 self-start font-medium"
                            >
                                {one.control}
                            </Link>
                            <span className="min-w-0">
                                {one.title}
                                {one.variants.length > 0 && one.variants.length < variants.length && (
                                    <span className="text-ink-3 block text-xs">
                                        Only: {one.variants.map(variantTitle).join("; ")}
                                    </span>
                                )}
                            </span>
                        </li>
                    ))}
            </ul>
        </Section>
    ));
}
