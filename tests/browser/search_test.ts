import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type BrowserSite, send, signUp } from "../support/browser/browser_site.ts";
import { lacksBrowser } from "../support/browser/launch_browser.ts";
import { echo } from "../support/upstream/fake_openai.ts";
import { runBrowserSite } from "./browser_tests.ts";

let site: BrowserSite;
runBrowserSite((it) => site = it, { reply: echo() });

Deno.test({
  name: "search shows results while the user types, opens one, and brings the list back",
  ignore: lacksBrowser,
  async fn() {
    const page = await site.newPage();
    await signUp(page);
    await send(page, "Where do flamingos sleep?");
    await page.locator(".answer:not([aria-busy])").waitFor();
    await untilSearchable(page);
    await page.goto("/");
    const field = page.getByRole("searchbox", { name: "Search the chats" });
    await field.pressSequentially("flamin");
    const results = page.getByRole("navigation", { name: "Search results" });
    // Between two keys, what is typed so far may be searched for.
    await results.locator("mark").filter({ hasText: /^flamin$/ }).first().waitFor();
    await page.getByRole("status").filter({ hasText: "3 results" }).waitFor({ state: "attached" });
    assert.equal(await field.evaluate((it) => it === document.activeElement), true);
    await field.fill("");
    await page.getByRole("navigation", { name: "Chats" }).waitFor();
    await field.fill("absent");
    await page.getByText("No results for “absent”").first().waitFor();
    await field.fill("sleep");
    await results.locator('a[href*="message="]').last().click();
    await page.waitForURL(/\?message=.+#message-/);
    const id = new URL(page.url()).hash;
    assert.equal(
      await page.locator(id).textContent().then((text) => text?.includes("sleep")),
      true,
    );
    assert.deepEqual(site.complaints, []);
    await page.context().close();
  },
});

Deno.test({
  name: "on a phone the page of results has a search field",
  ignore: lacksBrowser,
  async fn() {
    const page = await site.newPage({ viewport: { width: 320, height: 640 } });
    await signUp(page);
    await page.goto("/chats?q=absent");
    const field = page.getByRole("searchbox", { name: "Search the chats" });
    assert.equal(await field.inputValue(), "absent");
    await field.fill("other");
    await field.press("Enter");
    await page.getByText("No results for “other”").waitFor();
    await page.setViewportSize({ width: 1200, height: 700 });
    assert.equal(await field.count(), 1);
    await page.context().close();
  },
});

/** Waits until the question, the answer and the title are entered into the search index. */
async function untilSearchable(page: Page): Promise<void> {
  const found = async () => await (await page.request.get("/chats?q=flamingos")).text();
  while ((await found()).match(/<mark>flamingos/g)?.length !== 3) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
