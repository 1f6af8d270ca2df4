import assert from "node:assert/strict";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { AssetFiles, gzipPage, loadAssetFiles } from "../../../infra/web/asset_files.ts";

const css = "main { color: black }\n".repeat(100);

function assets(content = css) {
  const contents = new Map([["page.css", new TextEncoder().encode(content)]]);
  return new AssetFiles(contents, (hashedName) => `/assets/${hashedName}`);
}

Deno.test("AssetFiles names a file by its content", () => {
  const url = assets().url("page.css");
  assert.match(url, /^\/assets\/page\.[0-9a-f]{10}\.css$/);
  assert.equal(assets().url("page.css"), url);
  assert.notEqual(assets("main {}").url("page.css"), url);
  assert.throws(() => assets().url("other.css"), /other\.css/);
});

Deno.test("AssetFiles gives the same content in every encoding", async () => {
  const files = assets();
  const file = files.find(files.url("page.css").slice("/assets/".length))!;
  assert.equal(file.contentType, "text/css; charset=utf-8");
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(text(await file.body("identity")), css);
  assert.equal(text(gunzipSync(await file.body("gzip"))), css);
  assert.equal(text(brotliDecompressSync(await file.body("br"))), css);
  assert.equal(files.find("page.0000000000.css"), undefined);
});

Deno.test("AssetFiles compresses a file once", async () => {
  const files = assets();
  const file = files.find(files.url("page.css").slice("/assets/".length))!;
  assert.equal(await file.body("br"), await file.body("br"));
});

Deno.test("AssetFiles refuses a file whose type browsers could not know", () => {
  assert.throws(() => new AssetFiles(new Map([["notes.xyz", new Uint8Array()]]), String), /xyz/);
});

Deno.test("loadAssetFiles() finds our own files and those of the htmx package", async () => {
  const folder = new URL("../../../views/assets/", import.meta.url);
  const files = await loadAssetFiles(folder, (hashedName) => hashedName);
  for (const name of ["parley.css", "parley.js", "favicon.svg", "htmx.js", "hx-sse.js"]) {
    const body = await files.find(files.url(name))!.body("identity");
    assert.ok(body.length > 0, name);
  }
});

Deno.test("gzipPage() makes gzip, of small pages and of large ones", async () => {
  for (const page of [css, css.repeat(300_000 / css.length)]) {
    assert.equal(gunzipSync(await gzipPage(new TextEncoder().encode(page))).toString(), page);
  }
});
