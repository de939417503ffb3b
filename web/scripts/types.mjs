// Makes src/api/schema.d.ts from the committed OpenAPI document; with --check, says whether it is the newest.
import { readFile, writeFile } from "node:fs/promises";

import openapiTS, { astToString } from "openapi-typescript";

const SOURCE = new URL("../../docs/openapi.json", import.meta.url);
const TARGET = new URL("../src/api/schema.d.ts", import.meta.url);

const head = "// Made by `npm run types` from docs/openapi.json. Do not edit.\n\n";
const text = head + astToString(await openapiTS(SOURCE, { alphabetize: false }));
if (process.argv.includes("--check")) {
    const now = await readFile(TARGET, "utf8").catch(() => "");
    if (now !== text) {
        console.error("src/api/schema.d.ts is not what docs/openapi.json says: run `npm run types`");
        process.exit(1);
    }
    console.log("src/api/schema.d.ts is what docs/openapi.json says");
} else {
    await writeFile(TARGET, text);
    console.log("src/api/schema.d.ts is written");
}
