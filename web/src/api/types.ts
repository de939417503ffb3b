/** The nouns of the API by their names, from the committed OpenAPI document. */
import type { components } from "./schema";

export type Schemas = components["schemas"];
export type Schema<Name extends keyof Schemas> = Schemas[Name];

export type Me = Schema<"MeView">;
export type Workspace = Schema<"WorkspaceView">;
export type FleetItem = Schema<"FleetItem">;
export type Account = Schema<"AccountView">;
export type Run = Schema<"RunView">;
export type Finding = Schema<"FindingView">;
export type Check = Schema<"CheckView">;
export type Resource = Schema<"ResourceItem">;

/** One page of a list. */
export interface Page<T> {
    items: T[];
    next?: string | null;
}
