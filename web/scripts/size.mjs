// How much script the first load of the fleet page takes. Fails above the limit. Needs `npm run build` before.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const LIMIT_BYTES = 250 * 1024;
/** What the first load takes: the entry and the page that most people begin with. */
const FIRST = ["index.html", "src/pages/fleet/fleet-page.tsx"];

const at = (path) => new URL(`../${path}`, import.meta.url);
const manifest = JSON.parse(await readFile(at("node_modules/.skytally-manifest.json"), "utf8"));
const files = new Set();
function take(key) {
    const chunk = manifest[key];
    if (chunk === undefined) throw new Error(`the build has no ${key}`);
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const needed of chunk.imports ?? []) take(needed);
}
FIRST.forEach(take);

let total = 0;
for (const file of files) {
    const size = gzipSync(await readFile(at(`dist/${file}`)), { level: 9 }).length;
    total += size;
    console.log(`${(size / 1024).toFixed(1).padStart(8)} kB  ${file}`);
}
console.log(
    `${(total / 1024).toFixed(1).padStart(8)} kB  of script for the first load, gzip (limit ${LIMIT_BYTES / 1024} kB)`,
);
if (total > LIMIT_BYTES) {
    console.error("the first load is too large: load what it does not need later");
    process.exit(1);
}
