import assert from "node:assert/strict";
import { Hono } from "hono";
import { gzipPage } from "../../../infra/web/asset_files.ts";
import { compressPages } from "../../../routes/http/compress_pages.ts";

const page = `<p>${"words ".repeat(1000)}</p>`;
const gzip = { headers: { "Accept-Encoding": "gzip, br" } };

function routes() {
  const routes = new Hono().use(compressPages(gzipPage));
  routes.get("/page", (c) => c.html(page));
  routes.get("/small", (c) => c.html("<p>small</p>"));
  routes.get("/stream", (c) => c.body(page, 200, { "Content-Type": "text/event-stream" }));
  routes.get("/live", (c) => c.html(page, 200, { "Cache-Control": "no-store, no-transform" }));
  routes.get("/encoded", (c) => c.html(page, 200, { "Content-Encoding": "br" }));
  return routes;
}

Deno.test("compressPages() compresses pages for clients that accept it", async () => {
  const response = await routes().request("/page", gzip);
  assert.equal(response.headers.get("Content-Encoding"), "gzip");
  assert.equal(response.headers.get("Vary"), "Accept-Encoding");
  const unpacked = response.clone().body!.pipeThrough(new DecompressionStream("gzip"));
  assert.equal(await new Response(unpacked).text(), page);
  assert.ok((await response.arrayBuffer()).byteLength < page.length / 10);
});

Deno.test("compressPages() sends pages uncompressed to other clients", async () => {
  const response = await routes().request("/page");
  assert.equal(response.headers.get("Content-Encoding"), null);
  assert.equal(response.headers.get("Vary"), "Accept-Encoding");
  assert.equal(await response.text(), page);
});

Deno.test("compressPages() leaves alone small, streamed and compressed responses", async () => {
  for (const path of ["/small", "/stream", "/live"]) {
    const response = await routes().request(path, gzip);
    assert.equal(response.headers.get("Content-Encoding"), null, path);
    assert.ok((await response.text()).length > 0);
  }
  const encoded = await routes().request("/encoded", gzip);
  assert.equal(encoded.headers.get("Content-Encoding"), "br");
  assert.equal(await encoded.text(), page);
});
