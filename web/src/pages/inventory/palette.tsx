/** The palette finds resources of the workspace by id, name or ARN. */
import { Boxes } from "lucide-react";

import { findResources } from "~/api/inventory";
import { registerSource } from "~/app/palette";
import { kindName } from "~/lib/kinds";
import { paths } from "~/lib/paths";

import { resourceName } from "./inventory-words";

registerSource({
    label: "Resources",
    min: 2,
    search: async (text, workspace, signal) => {
        const { items } = await findResources(workspace, text, signal);
        return items.map((resource) => ({
            id: `resource ${resource.account} ${resource.kind} ${resource.region} ${resource.id}`,
            label: resourceName(resource),
            hint: `${kindName(resource.kind)} · ${resource.region}`,
            icon: <Boxes aria-hidden size={16} />,
            to: paths.resource(workspace, resource),
        }));
    },
});
