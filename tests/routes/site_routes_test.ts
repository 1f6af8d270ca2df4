import assert from "node:assert/strict";
import { startTestSite } from "./test_site.ts";

Deno.test("GET /manifest.webmanifest describes an app with existing icons, without a session", async () => {
  await using site = await startTestSite();
  const visitor = site.visitor();
  const response = await visitor.get("/manifest.webmanifest");
  assert.equal(response.headers.get("Content-Type"), "application/manifest+json");
  const manifest = await response.json();
  assert.deepEqual([manifest.name, manifest.start_url, manifest.display], [
    "Parley",
    "/",
    "standalone",
  ]);
  const purposes = manifest.icons.map((icon: { purpose: string }) => icon.purpose);
  assert.deepEqual(purposes, ["any", "any", "maskable"]);
  for (const { src, type, sizes } of manifest.icons) {
    const icon = await visitor.get(src);
    assert.equal(icon.headers.get("Content-Type"), type);
    assert.equal(pngSize(await icon.arrayBuffer()), sizes);
  }
});

Deno.test("every page links to the manifest and an icon for iOS, and the policy allows them", async () => {
  await using site = await startTestSite();
  const response = await site.visitor().get("/sign-in");
  assert.match(response.headers.get("Content-Security-Policy")!, /manifest-src 'self'/);
  const page = await response.text();
  assert.match(page, /<link rel="manifest" href="\/manifest.webmanifest"/);
  const [, touchIcon] = page.match(/<link rel="apple-touch-icon" href="([^"]+)"/)!;
  const icon = await site.visitor().get(touchIcon!);
  assert.equal(pngSize(await icon.arrayBuffer()), "180x180");
});

/** Width and height from the file's first chunk. */
function pngSize(bytes: ArrayBuffer): string {
  const view = new DataView(bytes);
  return `${view.getUint32(16)}x${view.getUint32(20)}`;
}
