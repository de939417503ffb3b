/** The mocked API, for tests. */
import { setupServer } from "msw/node";

import { accountHandlers, overviewHandlers } from "./accounts";
import { authHandlers } from "./auth";
import { bookHandlers } from "./books";
import { definitionHandlers } from "./definitions";
import { doorHandlers } from "./doors";
import { findingHandlers } from "./findings";
import { fleetHandlers } from "./fleet";
import { importHandlers } from "./imports";
import { meHandlers } from "./me";
import { receiptHandlers } from "./receipts";
import { settingsHandlers } from "./settings";
import { inventoryHandlers } from "./inventory";
import { postureHandlers } from "./posture";

/** One file an area: add yours here. */
export const server = setupServer(
    ...accountHandlers,
    ...overviewHandlers,
    ...authHandlers,
    ...bookHandlers,
    ...importHandlers,
    ...definitionHandlers,
    ...receiptHandlers,
    ...doorHandlers,
    ...meHandlers,
    ...settingsHandlers,
    ...fleetHandlers,
    ...findingHandlers,
    ...inventoryHandlers,
    ...postureHandlers,
);
