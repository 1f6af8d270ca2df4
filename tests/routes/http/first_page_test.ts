import assert from "node:assert/strict";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { paths } from "../../../views/paths.ts";
import { startTestSite } from "../test_site.ts";

/** Limits for a first visit: see docs/decisions/0047-assets-as-they-are-written.md. */
const MAX_BYTES = 45 * 1024;
const MAX_REQUESTS = 14;

Deno.test("a new user's first page takes at most 45 KB compressed, in 14 requests", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const receive = async (url: string) => {
    const headers = { "Accept-Encoding": "gzip, deflate, br" };
    const response = await visitor.get(url, { headers });
    assert.equal(response.status, 200, url);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const encoding = response.headers.get("Content-Encoding");
    return { url, bytes: bytes.length, text: decode(bytes, encoding) };
  };
  const page = await receive(paths.home());
  const files = await Promise.all(urlsOf(page.text).map(receive));
  const total = [page, ...files].reduce((sum, { bytes }) => sum + bytes, 0);
  assert.ok(total <= MAX_BYTES, `${total} bytes`);
  assert.ok(1 + files.length <= MAX_REQUESTS, `${1 + files.length} requests`);
  assert.ok(files.length >= 6);
  for (const { url, text } of files.filter(({ url }) => url.endsWith(".js"))) {
    for (const imported of importsOf(url, text)) {
      assert.ok(files.some((file) => file.url === imported), `the page does not name ${imported}`);
    }
  }
});

/** The files that a page loads. iOS loads the touch icon only for the home screen. */
function urlsOf(page: string): string[] {
  const tags = page.match(/<(?:link|script|img)\b[^>]*>/g)!
    .filter((tag) => !tag.includes("apple-touch-icon"));
  return [...new Set(tags.map((tag) => / (?:src|href)="([^"]+)"/.exec(tag)![1]!))];
}

/** The scripts that a script imports. */
function importsOf(url: string, script: string): string[] {
  const names = [...script.matchAll(/^import .* from "(.+)";$/gm)].map(([, name]) => name!);
  return names.map((name) => new URL(name, `http://parley${url}`).pathname);
}

function decode(bytes: Uint8Array, encoding: string | null): string {
  const decompress = { br: brotliDecompressSync, gzip: gunzipSync }[encoding ?? ""];
  return new TextDecoder().decode(decompress ? decompress(bytes) : bytes);
}
