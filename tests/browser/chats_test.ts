import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  type BrowserSite,
  send,
  signUp,
  startBrowserSite,
} from "../support/browser/browser_site.ts";
import { lacksBrowser } from "../support/browser/launch_browser.ts";
import { browserTests, runBrowserSite } from "./browser_tests.ts";

let site: BrowserSite;
runBrowserSite((it) => site = it, { env: { SENDS_PER_MINUTE: "1000" } });

const browserTest = browserTests(() => site);

/** Starts a chat without the page. @returns its path. */
async function startChat(page: Page, message: string): Promise<string> {
  const response = await page.request.post("/chats", {
    form: { message },
    headers: { Origin: site.origin },
    maxRedirects: 0,
  });
  await (await site.upstream.next()).complete();
  return response.headers().location!;
}

Deno.test({
  name: "a chat's title from the model leaves the user's draft alone",
  ignore: lacksBrowser,
  async fn() {
    await using titled = await startBrowserSite({ env: { AUTO_TITLES: "on" } });
    const page = await titled.newPage();
    await signUp(page);
    await send(page, "What is the way to Vienna?");
    const answer = await titled.upstream.next();
    await answer.text("By train.");
    await page.locator("#messages").getByText("By train.").waitFor();
    const options = page.getByRole("button", { name: "Chat options" });
    const place = await options.boundingBox();
    await answer.complete();
    const title = await titled.upstream.next();
    await page.locator(".answer:not([aria-busy])").waitFor();
    await page.getByRole("heading", { name: "What is the way to Vienna?" }).waitFor();
    assert.deepEqual(await options.boundingBox(), place);
    await page.getByRole("textbox", { name: "Message" }).fill("A draft");
    await title.text('"A train to Vienna"');
    await title.complete();
    await page.getByRole("heading", { name: "A train to Vienna" }).waitFor();
    await page.locator("#chat-list a[aria-current]", { hasText: "A train to Vienna" }).waitFor();
    assert.equal(await page.title(), "A train to Vienna · Parley");
    assert.equal(await page.locator("#message:focus").inputValue(), "A draft");
    await page.getByRole("button", { name: "Rename" }).click();
    assert.equal(await page.getByLabel("Title").inputValue(), "A train to Vienna");
    assert.deepEqual(titled.complaints, []);
  },
});

Deno.test({
  name: "a title from the model leaves an open rename form alone",
  ignore: lacksBrowser,
  async fn() {
    await using titled = await startBrowserSite({ env: { AUTO_TITLES: "on" } });
    const page = await titled.newPage();
    await signUp(page);
    await send(page, "one");
    const answer = await titled.upstream.next();
    await answer.text("fine");
    await answer.complete();
    const title = await titled.upstream.next();
    await page.locator(".answer:not([aria-busy])").waitFor();
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByLabel("Title").fill("Mine");
    await title.text("The model's");
    await title.complete();
    await page.getByRole("heading", { name: "The model's" }).waitFor({ state: "attached" });
    await page.getByLabel("Title").press("Enter");
    await page.getByRole("heading", { name: "Mine" }).waitFor();
  },
});

browserTest("a chat is renamed in its header, by keyboard", async (page) => {
  await signUp(page);
  await page.goto(await startChat(page, "one"));
  await page.getByRole("button", { name: "Rename" }).press("Enter");
  const field = page.getByLabel("Title");
  await page.waitForFunction(() => document.activeElement?.id === "title");
  await page.keyboard.press("Escape");
  await field.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Rename" }).press("Enter");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("A better <title>");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "A better <title>" }).waitFor();
  await page.locator("#chat-list a", { hasText: "A better <title>" }).waitFor();
  assert.equal(await page.title(), "A better <title> · Parley");
});

browserTest("a refused title is corrected in its place", async (page) => {
  await signUp(page);
  await page.goto(await startChat(page, "one"));
  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByLabel("Title").fill("   ");
  await page.getByLabel("Title").press("Enter");
  await page.getByText("title cannot be blank").waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "title");
  await page.getByLabel("Title").fill("Better");
  await page.getByLabel("Title").press("Enter");
  await page.getByRole("heading", { name: "Better" }).waitFor();
});

browserTest("older chats load while the list is scrolled, each once", async (page) => {
  await signUp(page);
  for (let i = 0; i < 65; i++) await startChat(page, `Chat ${i}`);
  await page.goto("/");
  const entries = page.locator("#chat-list li");
  assert.equal(await entries.count(), 30);
  for (const count of [60, 65]) {
    await page.locator("#chat-list").evaluate((list) => list.scrollTop = list.scrollHeight);
    await entries.nth(count - 1).waitFor({ state: "attached" });
    assert.equal(await entries.count(), count);
  }
  const titles = await entries.allInnerTexts();
  assert.equal(new Set(titles).size, 65);
  assert.equal(await page.locator("#chat-list h2").count(), 1);
  assert.equal(await page.locator("#older-chats").count(), 0);
});

browserTest("a chat is pinned, archived, and deleted with Undo", async (page) => {
  await signUp(page);
  const url = await startChat(page, "one");
  await startChat(page, "two");
  await page.goto(url);
  const menu = async (name: string) => {
    await page.getByRole("button", { name: "Chat options" }).click();
    await page.locator("#chat-menu").getByText(name, { exact: true }).click();
  };
  await menu("Pin to the top");
  await page.getByRole("heading", { name: "Pinned" }).waitFor();
  assert.equal(await page.locator("#chat-list a").first().innerText(), "one");
  await menu("Archive");
  await page.locator("#chat-list a", { hasText: "one" }).waitFor({ state: "detached" });
  await menu("Unarchive");
  await page.locator("#chat-list a", { hasText: "one" }).waitFor();
  await menu("Delete");
  await page.getByRole("button", { name: "Delete this chat" }).click();
  await page.getByText("Chat deleted.").waitFor();
  assert.equal(await page.locator("#chat-list a", { hasText: "one" }).count(), 0);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.waitForURL(url);
  await page.getByRole("heading", { name: "one" }).waitFor();
});

const noScript = { javaScriptEnabled: false };

browserTest(
  "without JavaScript many chats are archived, deleted and restored at once",
  async (page) => {
    await signUp(page);
    for (const name of ["one", "two", "three"]) await startChat(page, name);
    await page.getByRole("link", { name: "All chats" }).click();
    const main = page.locator("#main");
    await page.getByRole("checkbox", { name: "one" }).check();
    await page.getByRole("button", { name: "Archive selected" }).click();
    assert.deepEqual(await main.locator(".rows a").allInnerTexts(), ["three", "two"]);
    await main.getByRole("link", { name: "Archived" }).click();
    assert.deepEqual(await main.locator(".rows a").allInnerTexts(), ["one"]);
    await main.getByRole("link", { name: "Active" }).click();
    await page.getByRole("checkbox", { name: "two" }).check();
    await page.getByRole("button", { name: "Delete selected" }).click();
    await page.getByText("Chat deleted.").waitFor();
    assert.deepEqual(await main.locator(".rows a").allInnerTexts(), ["three"]);
    await page.getByText("Delete all chats…").click();
    await page.getByRole("button", { name: "Delete them all" }).click();
    await page.getByText("Chat deleted.").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("heading", { name: "three" }).waitFor();
  },
  noScript,
);

browserTest(
  "without JavaScript a chat is renamed, and the list links to older chats",
  async (page) => {
    await signUp(page);
    for (let i = 0; i < 31; i++) await startChat(page, `Chat ${i}.`);
    await page.goto(await startChat(page, "one"));
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByLabel("Title").fill("Better");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Better" }).waitFor();
    await page.getByRole("link", { name: "Older chats" }).click();
    await page.getByRole("heading", { name: "Your chats" }).waitFor();
    await page.locator("#main").getByRole("link", { name: "Chat 0.", exact: true }).waitFor();
  },
  noScript,
);
