// Writes a .br and a .gz beside every compressible file of dist: the server hands them out as they are.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const COMPRESSIBLE = new Set([".js", ".css", ".svg", ".json", ".txt", ".map"]);
/** Below this a compressed file saves no packet, in bytes. */
const WORTHWHILE_MIN_BYTES = 512;

let files = 0;
for (const entry of await readdir(DIST, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    // index.html gets a nonce in every answer, and the manifest is for `npm run size` only.
    if (!entry.isFile() || !COMPRESSIBLE.has(extname(entry.name)) || path.includes(".vite")) continue;
    const bytes = await readFile(path);
    if (bytes.length < WORTHWHILE_MIN_BYTES) continue;
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    await writeFile(`${path}.br`, brotliCompressSync(bytes, { params }));
    await writeFile(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    files += 1;
}
// The manifest says where each source went; it is no part of what is served.
await rm(join(DIST, "..", "node_modules", ".skytally-manifest.json"), { force: true });
await writeFile(
    join(DIST, "..", "node_modules", ".skytally-manifest.json"),
    await readFile(join(DIST, ".vite", "manifest.json")),
);
await rm(join(DIST, ".vite"), { recursive: true });
console.log(`${files} files compressed`);
