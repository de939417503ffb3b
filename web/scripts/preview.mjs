// Serves dist with the CSP of the server, and hands /api on to SKYTALLY_URL. For looking at a build by hand.
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { extname } from "node:path";

const UPSTREAM = new URL(process.env.SKYTALLY_URL ?? "http://127.0.0.1:8280");
const TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
};

const server = createServer(async (req, res) => {
    const url = new URL(req.url, "http://localhost");
    if (url.pathname.startsWith("/api/")) {
        const { hostname, port } = UPSTREAM;
        const onward = request(
            { hostname, port, path: req.url, method: req.method, headers: req.headers },
            (answer) => {
                res.writeHead(answer.statusCode, answer.headers);
                answer.pipe(res);
            },
        );
        onward.on("error", () => res.writeHead(502).end());
        req.pipe(onward);
        return;
    }
    const extension = extname(url.pathname);
    const file = extension === "" ? "/index.html" : url.pathname;
    const body = await readFile(new URL(`../dist${file}`, import.meta.url)).catch(() => null);
    if (body === null) {
        res.writeHead(404).end();
        return;
    }
    if (file !== "/index.html") {
        res.writeHead(200, { "content-type": TYPES[extension] ?? "application/octet-stream" }).end(body);
        return;
    }
    const nonce = randomBytes(16).toString("base64");
    const csp =
        `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; ` +
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    res.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": csp });
    res.end(body.toString("utf8").replaceAll("__CSP_NONCE__", nonce));
});
server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
    console.log(`http://127.0.0.1:${server.address().port}`);
});
