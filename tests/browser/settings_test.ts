import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type BrowserSite, send, signUp } from "../support/browser/browser_site.ts";
import { browserTests, runBrowserSite } from "./browser_tests.ts";

let site: BrowserSite;
runBrowserSite((it) => site = it, { env: { MODELS: "fake-model=8192,large=128000" } });

const browserTest = browserTests(() => site);

/** Completes the answer to the next question. @returns the body of the request to the model. */
async function answerNext(text: string) {
  const exchange = await site.upstream.next();
  await exchange.text(text);
  await exchange.usage(1000, 24);
  await exchange.complete();
  return exchange.request.body;
}

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const gauge = (page: Page) => page.locator("#context-gauge");

browserTest("a chat's settings open in its menu, and the gauge follows them", async (page) => {
  await signUp(page);
  await send(page, "one");
  assert.equal((await gauge(page).textContent())?.trim(), "");
  await answerNext("first");
  await gauge(page).getByText("1,024 of 8,192 tokens (13%)").waitFor();
  await page.getByRole("textbox", { name: "Message" }).fill("A draft");
  await page.getByRole("button", { name: "Chat options" }).click();
  await page.getByText("Settings", { exact: true }).click();
  await field(page, "Temperature").fill("3");
  await field(page, "System prompt").fill("Be brief");
  await page.getByRole("button", { name: "Save settings" }).click();
  await page.getByText("Must be a number from 0 to 2").waitFor();
  assert.equal(await field(page, "Temperature").inputValue(), "3");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "setting-temperature");
  await field(page, "Temperature").fill("0,2");
  await field(page, "Model").selectOption("large");
  await field(page, "Temperature").press("Enter");
  await page.getByText("The settings are saved").waitFor();
  await gauge(page).getByText("1,024 of 128,000 tokens (1%)").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("textbox", { name: "Message" }).inputValue(), "A draft");
  await send(page, "two");
  const { model, temperature, messages } = await answerNext("second");
  assert.deepEqual({ model, temperature }, { model: "large", temperature: 0.2 });
  assert.deepEqual(messages[0], { role: "system", content: "Be brief" });
  await page.locator(".answer:not([aria-busy])").filter({ hasText: "second" }).waitFor();
});

browserTest("a new chat's settings open below its message, and are sent with it", async (page) => {
  await signUp(page);
  const message = page.getByRole("textbox", { name: "Message" });
  await message.fill("Hello");
  await page.getByRole("button", { name: "Settings" }).click();
  await field(page, "Temperature").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "SUMMARY");
  assert.equal(await message.inputValue(), "Hello");
  await field(page, "Longest answer").fill("none");
  await message.press("Enter");
  await page.getByText("Must be a whole number from 1 to 8,191", { exact: true }).waitFor();
  assert.equal(await message.inputValue(), "Hello");
  await field(page, "Longest answer").fill("100");
  await field(page, "Longest answer").press("Enter");
  assert.equal((await answerNext("Hi")).max_tokens, 100);
  await page.locator(".answer:not([aria-busy])").filter({ hasText: "Hi" }).waitFor();
});

browserTest("without JavaScript settings and defaults are plain forms", async (page) => {
  await signUp(page);
  await page.goto("/account");
  await field(page, "System prompt").fill("Be kind");
  await page.getByRole("button", { name: "Save settings" }).click();
  await page.getByText("Your defaults for new chats are saved").waitFor();
  await page.goto("/");
  await page.getByRole("textbox", { name: "Message" }).fill("Hello");
  await page.getByRole("button", { name: "Settings" }).click();
  await field(page, "Top P").fill("0.5");
  assert.equal(await page.getByRole("textbox", { name: "Message" }).inputValue(), "Hello");
  await page.getByRole("button", { name: "Send" }).click();
  const { top_p, messages } = await answerNext("Hi");
  assert.equal(top_p, 0.5);
  assert.deepEqual(messages[0], { role: "system", content: "Be kind" });
  const answer = page.locator(".answer").getByText("Hi", { exact: true });
  while (await answer.count() === 0) await page.reload();
  await page.getByRole("button", { name: "Chat options" }).click();
  await page.getByText("Settings", { exact: true }).click();
  await page.getByRole("link", { name: "Open the settings of this chat" }).click();
  assert.equal(await field(page, "Top P").inputValue(), "0.5");
  await field(page, "Top P").fill("9");
  await page.getByRole("button", { name: "Save settings" }).click();
  await page.getByText("Must be a number from 0 to 1").waitFor();
  await field(page, "Top P").fill("");
  await page.getByRole("button", { name: "Save settings" }).click();
  await page.waitForURL(/\/chats\/[^/]+$/);
  await gauge(page).getByText("1,024 of 8,192 tokens").waitFor();
}, { javaScriptEnabled: false });
