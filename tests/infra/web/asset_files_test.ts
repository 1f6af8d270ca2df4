import assert from "node:assert/strict";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { AssetFiles, gzipPage, loadAssetFiles } from "../../../infra/web/asset_files.ts";

const css = "main { color: black }\n".repeat(100);

function assets(content = css) {
  const contents = new Map([["page.css", new TextEncoder().encode(content)]]);
  return new AssetFiles([contents], (path) => `/assets/${path}`);
}

Deno.test("AssetFiles gives a file a path by its content", () => {
  const url = assets().url("page.css");
  assert.match(url, /^\/assets\/[0-9a-f]{10}\/page\.css$/);
  assert.equal(assets().url("page.css"), url);
  assert.notEqual(assets("main {}").url("page.css"), url);
  assert.throws(() => assets().url("other.css"), /other\.css/);
});

Deno.test("AssetFiles changes the paths of a group together, in any order, and no others", () => {
  const file = (name: string, content: string) =>
    [name, new TextEncoder().encode(content)] as const;
  const [a, b, alone] = [file("a.js", "a"), file("b.js", "b"), file("alone.js", "alone")];
  const urlsOf = (...groups: (typeof a)[][]) => {
    const files = new AssetFiles(groups.map((group) => new Map(group)), String);
    return ["a.js", "b.js", "alone.js"].map((name) => files.url(name));
  };
  const urls = urlsOf([a, b], [alone]);
  assert.equal(urls[0]!.split("/")[0], urls[1]!.split("/")[0]);
  assert.deepEqual(urlsOf([alone], [b, a]), urls);
  const changed = urlsOf([a, file("b.js", "B")], [alone]);
  assert.notEqual(changed[0], urls[0]);
  assert.notEqual(changed[1], urls[1]);
  assert.equal(changed[2], urls[2]);
});

Deno.test("AssetFiles gives the same content in every encoding", async () => {
  const files = assets();
  const file = files.find(files.url("page.css").slice("/assets/".length))!;
  assert.equal(file.contentType, "text/css; charset=utf-8");
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(text(await file.body("identity")), css);
  assert.equal(text(gunzipSync(await file.body("gzip"))), css);
  assert.equal(text(brotliDecompressSync(await file.body("br"))), css);
  assert.equal(files.find("0000000000/page.css"), undefined);
});

Deno.test("AssetFiles compresses a file once", async () => {
  const files = assets();
  const file = files.find(files.url("page.css").slice("/assets/".length))!;
  assert.equal(await file.body("br"), await file.body("br"));
});

Deno.test("AssetFiles refuses a file whose content type is unknown", () => {
  const group = new Map([["notes.xyz", new Uint8Array()]]);
  assert.throws(() => new AssetFiles([group], String), /xyz/);
});

Deno.test("loadAssetFiles() finds our own files and those of the htmx package", async () => {
  const folder = new URL("../../../views/assets/", import.meta.url);
  const files = await loadAssetFiles(folder, String);
  for (const name of ["parley.css", "composer.js", "favicon.svg", "htmx.js"]) {
    const body = await files.find(files.url(name))!.body("identity");
    assert.ok(body.length > 0, name);
  }
});

Deno.test("gzipPage() makes gzip, of small pages and of large ones", async () => {
  for (const page of [css, css.repeat(300_000 / css.length)]) {
    assert.equal(gunzipSync(await gzipPage(new TextEncoder().encode(page))).toString(), page);
  }
});
