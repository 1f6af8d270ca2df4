import assert from "node:assert/strict";
import { type BrowserSite, signUp } from "../support/browser/browser_site.ts";
import { say } from "../support/upstream/fake_openai.ts";
import { browserTests, runBrowserSite } from "./browser_tests.ts";

let site: BrowserSite;
runBrowserSite((it) => site = it, { reply: say("With yeast.") });

const browserTest = browserTests(() => site);

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  browserTest(`a chat is shared, until its link is removed, ${how} JavaScript`, async (page) => {
    await signUp(page);
    const started = await page.request.post("/chats", {
      form: { message: "How is bread made?" },
      headers: { Origin: site.origin },
      maxRedirects: 0,
    });
    await page.goto(started.headers().location!);
    await page.getByRole("button", { name: "Chat options" }).click();
    await page.getByText("Share", { exact: true }).click();
    await page.getByRole("button", { name: "Share this chat" }).click();
    await page.getByRole("button", { name: "Make a link" }).click();
    const url = await page.locator("#share-link").textContent();

    const stranger = await site.newPage({ javaScriptEnabled });
    await stranger.goto(url!);
    await stranger.locator(".question").getByText("How is bread made?").waitFor();
    assert.equal(await stranger.getByRole("button").count(), 0);
    assert.deepEqual(await stranger.context().cookies(), []);

    await page.getByRole("button", { name: "Stop sharing" }).click();
    await page.getByRole("button", { name: "Make a link" }).waitFor();
    assert.equal((await stranger.reload())?.status(), 404);
    await stranger.context().close();
  }, { javaScriptEnabled });
}
