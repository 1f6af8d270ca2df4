import assert from "node:assert/strict";
import type { BrowserContextOptions, Page } from "playwright-core";
import { findBarriers } from "../support/browser/axe.ts";
import { lacksBrowser } from "../support/browser/launch_browser.ts";
import { type Stage, startStage } from "../support/app/stage.ts";

let stage: Stage;

if (!lacksBrowser) {
  Deno.test.beforeAll(async () => {
    stage = await startStage();
  });
  Deno.test.afterAll(async () => await stage[Symbol.asyncDispose]());
}

const looks: Record<string, BrowserContextOptions> = {
  light: { viewport: { width: 1280, height: 800 } },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
  phone: { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true },
};

/** A page to check: the user, the path, and a first action on it. */
type View = {
  readonly as?: "openEmpty" | "openSignedOut";
  readonly path: () => string;
  readonly act?: (page: Page) => Promise<unknown>;
};

const views: Record<string, View> = {
  "the sign-in page": { as: "openSignedOut", path: () => "/sign-in" },
  "the sign-up page": { as: "openSignedOut", path: () => "/sign-up" },
  "a refused sign-in": { as: "openSignedOut", path: () => "/sign-in", act: signInWrongly },
  "a new user's first page": { as: "openEmpty", path: () => "/" },
  "a chat": { path: () => stage.chats["How do I debounce a function?"] },
  "a long chat": { path: () => stage.chats.long, act: scrollUp },
  "an older page of a chat": { path: () => `${stage.chats.long}/messages` },
  "a streaming answer": { path: () => stage.chats["Why are there tides?"] },
  "a failed answer": { path: () => stage.chats["How do I make sourdough?"] },
  "the account page": { path: () => "/account" },
  "a refused change, then a new token": { path: () => "/account", act: changeWrongly },
  "the form that edits a question": {
    path: () => stage.chats["How do I debounce a function?"],
    act: async (page) => {
      await page.getByRole("link", { name: "Edit" }).click();
      await page.locator(".editing textarea").waitFor();
    },
  },
  "the page of a chat's settings": {
    path: () => `${stage.chats["How do I debounce a function?"]}/settings`,
  },
  "the page of all chats": { path: () => "/chats" },
  "the page that shares a chat": {
    path: () => `${stage.chats["How do I debounce a function?"]}/share`,
  },
  "the form of a new chat's settings": { path: () => "/?settings=open" },
  "the page of search results": { path: () => "/chats?q=lease" },
  "a search without results": { path: () => "/chats?q=nothingatall" },
  "the documentation of the API": {
    as: "openSignedOut",
    path: () => "/api/docs",
    act: openDetails,
  },
  "a missing page": { path: () => "/chats/none" },
  "the sheet of shortcuts": { path: () => "/", act: (page) => page.keyboard.press("Control+/") },
  "the chat's menu": {
    path: () => stage.chats["How do I debounce a function?"],
    act: openMenu,
  },
};

for (const [look, options] of Object.entries(looks)) {
  for (const [name, view] of Object.entries(views)) check(name, look, { ...view, options });
}
check("the drawer", "phone", {
  options: looks.phone!,
  path: () => stage.chats["How do I debounce a function?"],
  act: (page) => page.getByRole("button", { name: "Open the list of chats" }).click(),
});

function check(
  name: string,
  look: string,
  { as, path, act, options }: View & { readonly options: BrowserContextOptions },
): void {
  Deno.test({
    name: `${name} is accessible, ${look}`,
    ignore: lacksBrowser,
    async fn() {
      const page = await stage[as ?? "open"](options);
      await page.goto(path());
      await act?.(page);
      assert.deepEqual(
        await findBarriers(page, look === "dark" ? "color-contrast" : undefined),
        [],
      );
      const isTooWide = await page.evaluate(() =>
        document.documentElement.scrollWidth > innerWidth
      );
      assert.ok(!isTooWide, "wider than the screen");
      await page.context().close();
    },
  });
}

async function openDetails(page: Page): Promise<void> {
  for (const summary of await page.locator("summary").all()) await summary.click();
}

async function signInWrongly(page: Page): Promise<void> {
  await page.getByLabel("E-mail").fill("nobody@example.com");
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
}

async function changeWrongly(page: Page): Promise<void> {
  const password = page.locator("section", { hasText: "New password" });
  await password.getByLabel("Current password").fill("wrong password");
  await password.getByLabel("New password").fill("another horse battery");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("This is not your current password").waitFor();
  await page.getByLabel("Name of the token").fill("Laptop");
  await page.getByRole("button", { name: "Create token" }).click();
  await page.locator("#new-token").waitFor();
}

async function scrollUp(page: Page): Promise<void> {
  // At this place the header cuts nothing off, which axe would call too small.
  await page.evaluate(() => scrollBy(0, -870));
  await page.locator("#jump:visible").waitFor();
}

async function openMenu(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Chat options" }).click();
  await page.locator("#chat-menu summary").first().click();
}
