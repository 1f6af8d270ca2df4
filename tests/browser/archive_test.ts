import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { conversation } from "../support/archives/chatgpt_export.ts";
import { type BrowserSite, signUp } from "../support/browser/browser_site.ts";
import { browserTests, runBrowserSite } from "./browser_tests.ts";

let site: BrowserSite;
runBrowserSite((it) => site = it);

const browserTest = browserTests(() => site);

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  browserTest(`chats from ChatGPT are imported and exported, ${how} JavaScript`, async (page) => {
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
  }, { javaScriptEnabled });
}
