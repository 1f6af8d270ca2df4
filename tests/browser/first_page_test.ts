import assert from "node:assert/strict";
import { type BrowserSite, send, signUp } from "../support/browser/browser_site.ts";
import { loadAfresh } from "../support/browser/page_load.ts";
import { echo } from "../support/upstream/fake_openai.ts";
import { browserTests, runBrowserSite } from "./browser_tests.ts";

/** See docs/decisions/0047-assets-as-they-are-written.md; the web manifest is asked for later. */
const MAX_BYTES = 45 * 1024;
const MAX_RESPONSES = 13;

let site: BrowserSite;
runBrowserSite((running) => site = running, { reply: echo() });

browserTests(() => site)("Chromium receives at most 45 KB for the first pages", async (page) => {
  await signUp(page);
  const home = await loadAfresh(page, "/");
  await send(page, "Hello");
  await page.locator(".answer:not([aria-busy])").waitFor();
  const chat = await loadAfresh(page, page.url());
  for (const { bytes, responses } of [home, chat]) {
    assert.ok(bytes > 20 * 1024 && bytes <= MAX_BYTES, `${bytes} bytes`);
    assert.equal(responses, MAX_RESPONSES);
  }
});
