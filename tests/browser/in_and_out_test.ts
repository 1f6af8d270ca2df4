import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type BrowserSite, signUp } from "../support/browser/browser_site.ts";
import { lacksBrowser } from "../support/browser/launch_browser.ts";
import { conversation } from "../support/archives/chatgpt_export.ts";
import { runBrowserSite } from "./browser_tests.ts";

let site: BrowserSite;
runBrowserSite((it) => site = it);

for (const javaScriptEnabled of [true, false]) {
  Deno.test({
    name: `chats from ChatGPT are imported and shared, ${
      javaScriptEnabled ? "with" : "without"
    } JavaScript`,
    ignore: lacksBrowser,
    async fn() {
      const page = await site.newPage({ javaScriptEnabled });
      await signUp(page);
      await page.goto("/account");
      const file = {
        name: "conversations.json",
        mimeType: "application/json",
        buffer: Buffer.from(JSON.stringify([conversation])),
      };
      await page.getByLabel("File to import").setInputFiles(file);
      await page.getByRole("button", { name: "Import chats" }).click();
      await page.getByText("1 chat imported").waitFor();
      const download = page.waitForEvent("download");
      await page.getByRole("link", { name: "Export everything" }).click();
      assert.equal((await download).suggestedFilename(), "parley.zip");

      // The chat was archived in ChatGPT, so it is archived here.
      await page.goto("/chats?archived=on");
      const chat = await page.locator('main a[href^="/chats/0"]').first().getAttribute("href");
      await page.goto(chat!);
      await page.getByText("With yeast.").waitFor();
      await page.getByRole("button", { name: "Chat options" }).click();
      await page.getByText("Share", { exact: true }).click();
      await page.getByRole("button", { name: "Share this chat" }).click();
      await page.getByRole("button", { name: "Make a link" }).click();
      const link = page.locator("#share-link");
      const url = await link.textContent();

      const stranger = await site.newPage({ javaScriptEnabled });
      await stranger.goto(url!);
      await stranger.getByText("How is bread made?").waitFor();
      assert.equal(await stranger.getByRole("button").count(), 0);
      assert.deepEqual(await stranger.context().cookies(), []);

      await page.getByRole("button", { name: "Stop sharing" }).click();
      await page.getByRole("button", { name: "Make a link" }).waitFor();
      assert.equal((await stranger.reload())?.status(), 404);
      assert.deepEqual(site.complaints, []);
    },
  });
}
