import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type BrowserSite, send, signUp } from "../support/browser/browser_site.ts";
import { browserTests, runBrowserSite } from "./browser_tests.ts";

let site: BrowserSite;
runBrowserSite((it) => site = it);

const browserTest = browserTests(() => site);

const line = (page: Page) => page.locator("details.thinking summary");

browserTest("thinking is one line with its time, and its text on request", async (page) => {
  await signUp(page);
  await send(page, "What is 2 + 2?");
  const exchange = await site.upstream.next();
  await exchange.think("Two and <b>two</b>");
  await line(page).getByText(/^Thinking · \d+ s$/).waitFor();
  const thoughts = page.locator(".thoughts");
  assert.equal(await thoughts.isVisible(), false);
  await page.locator("#announcer").getByText("Thinking").waitFor({ state: "attached" });
  await line(page).click();
  await exchange.think(" make\nfour.");
  await thoughts.getByText("Two and <b>two</b> make four.").waitFor();
  await exchange.text("It is **four**.");
  await page.locator(".prose strong").getByText("four").waitFor();
  await line(page).getByText(/^Thought for \d+ s$/).waitFor();
  assert.equal(await thoughts.isVisible(), true);
  await exchange.complete();
  await page.locator(".answer:not([aria-busy])").waitFor();
  await line(page).getByText(/^Thought for \d+ s$/).waitFor();
  await line(page).click();
  assert.equal(await thoughts.textContent(), "Two and <b>two</b> make\nfour.");
  assert.match((await page.locator(".answer-facts").textContent())!, /for thinking/);
  await page.reload();
  await line(page).getByText(/^Thought for \d+ s$/).waitFor();
});

browserTest("a reload while the model thinks loses nothing of it", async (page) => {
  await signUp(page);
  await send(page, "And 3 + 3?");
  const exchange = await site.upstream.next();
  await exchange.think("Three");
  await line(page).waitFor();
  await page.reload();
  await line(page).waitFor();
  await line(page).click();
  await exchange.think(" and three");
  await page.locator(".thoughts").getByText("Three and three").waitFor();
  await exchange.complete();
  await page.getByText("The model thought, but wrote no answer.").waitFor();
});

browserTest(
  "without scripts, thinking and how long it took are in the frame of the answer",
  async (page) => {
    await signUp(page);
    await page.goto("/");
    await page.getByRole("textbox", { name: "Message" }).fill("And 4 + 4?");
    const exchanging = site.upstream.next();
    await page.getByRole("button", { name: "Send" }).click({ noWaitAfter: true });
    const exchange = await exchanging;
    await exchange.think("Four and four");
    const frame = page.frameLocator("iframe");
    await frame.getByText("Thinking", { exact: true }).waitFor();
    assert.equal(await frame.getByText("Four and four").isVisible(), false);
    await exchange.text("Eight, I think.");
    await frame.getByText("Eight").waitFor();
    await frame.getByText(/^Thought for \d+ s$/).waitFor();
    assert.equal(await frame.getByText("Thinking", { exact: true }).isVisible(), false);
    await exchange.complete();
    await frame.getByText("Show the finished answer").waitFor();
    await frame.getByText(/^Thought for \d+ s$/).click();
    await frame.getByText("Four and four").waitFor();
  },
  { javaScriptEnabled: false },
);

browserTest(
  "an answer that thought its whole limit away is made again with a larger one",
  async (page) => {
    await signUp(page);
    await send(page, "And 5 + 5?");
    const exchange = await site.upstream.next();
    await exchange.think("Five and five, hm");
    await exchange.complete("length");
    await page.getByText("used its whole limit of tokens for thinking").waitFor();
    await page.getByRole("button", { name: "Answer with a larger limit" }).click();
    const again = await site.upstream.next();
    assert.ok(Number(again.request.body.max_tokens) >= 4096);
    await again.text("Ten");
    await again.complete();
    await page.locator(".prose").getByText("Ten").waitFor();
  },
);

browserTest("the pages that an answer cites are listed, and linked in its text", async (page) => {
  await signUp(page);
  await send(page, "Why is the sky blue?");
  const exchange = await site.upstream.next();
  await exchange.text("Air scatters blue light[1].");
  const results = [{ title: "The sky", url: "https://example.com/sky" }];
  await exchange.event({ choices: [], search_results: results });
  await exchange.complete();
  await page.getByText("Sources: 1").click();
  const link = page.locator(".sources a");
  assert.equal(await link.getAttribute("href"), "https://example.com/sky");
  assert.equal(await link.textContent(), "The sky");
  assert.equal(await page.locator(".prose a").getAttribute("href"), "https://example.com/sky");
});
