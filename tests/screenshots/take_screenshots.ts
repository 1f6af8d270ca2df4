import type { BrowserContextOptions, Page } from "playwright-core";
import { type Stage, startStage } from "../support/app/stage.ts";

const wide = { viewport: { width: 1280, height: 832 } };
const tall = { viewport: { width: 1280, height: 1000 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const dark = { colorScheme: "dark" } as const;

type Shot = {
  readonly name: string;
  readonly options: BrowserContextOptions;
  readonly as?: "open" | "openEmpty" | "openSignedOut";
  readonly path: (chats: Stage["chats"]) => string;
  /** Prepares the page for the screenshot. */
  readonly act?: (page: Page) => Promise<unknown>;
};

const debounce = (chats: Stage["chats"]) => chats["How do I debounce a function?"];
const tides = (chats: Stage["chats"]) => chats["Why are there tides?"];

const shots: readonly Shot[] = [
  { name: "sign-in", options: wide, as: "openSignedOut", path: () => "/sign-in" },
  { name: "empty", options: wide, as: "openEmpty", path: () => "/" },
  { name: "new-chat", options: wide, path: () => "/" },
  { name: "chat", options: tall, path: debounce },
  {
    name: "chat-dark",
    options: { ...tall, ...dark },
    path: debounce,
  },
  { name: "streaming", options: wide, path: tides },
  { name: "error", options: wide, path: (chats) => chats["How do I make sourdough?"] },
  { name: "long", options: wide, path: ({ long }) => long },
  { name: "jump", options: wide, path: ({ long }) => long, act: scrollUp },
  { name: "portuguese", options: { ...wide, locale: "pt-BR" }, path: tides },
  { name: "help", options: wide, path: tides, act: (page) => page.keyboard.press("Control+/") },
  { name: "menu", options: wide, path: debounce, act: openMenu },
  { name: "account", options: wide, path: () => "/account" },
  { name: "phone-account", options: { ...phone, ...dark }, path: () => "/account" },
  { name: "settings", options: wide, path: debounce, act: openSettings },
  { name: "edit", options: wide, path: debounce, act: openEdit },
  { name: "settings-page", options: wide, path: (chats) => `${debounce(chats)}/settings` },
  { name: "chats", options: wide, path: () => "/chats" },
  { name: "phone-chats", options: phone, path: () => "/chats" },
  { name: "new-settings", options: wide, path: () => "/?settings=open" },
  { name: "share", options: wide, path: (chats) => `${debounce(chats)}/share`, act: share },
  { name: "shared", options: wide, path: (chats) => `${debounce(chats)}/share`, act: openShared },
  { name: "search", options: wide, path: () => "/chats?q=lease" },
  { name: "not-found", options: wide, path: () => "/chats/none" },
  { name: "phone", options: phone, path: debounce },
  { name: "phone-dark", options: { ...phone, ...dark }, path: tides },
  { name: "phone-drawer", options: phone, path: debounce, act: openDrawer },
  { name: "phone-empty", options: phone, as: "openEmpty", path: () => "/" },
  {
    name: "phone-320",
    options: { ...phone, viewport: { width: 320, height: 568 } },
    path: debounce,
  },
  {
    name: "print",
    options: { viewport: { width: 794, height: 1123 } },
    path: debounce,
    act: (page) => page.emulateMedia({ media: "print" }),
  },
];

async function scrollUp(page: Page): Promise<void> {
  await page.mouse.move(700, 300);
  await page.mouse.wheel(0, -900);
  await page.locator("#jump:visible").waitFor();
}

async function openMenu(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Chat options" }).click();
}

async function openSettings(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Chat options" }).click();
  await page.locator("#chat-menu summary", { hasText: "Settings" }).click();
  await page.locator("#settings-form label >> nth=0").waitFor();
}

async function share(page: Page): Promise<void> {
  await page.locator("main form button").first().click();
  await page.locator("#share-link").waitFor();
}

async function openShared(page: Page): Promise<void> {
  await page.locator("#share-link").click();
  await page.locator(".message").first().waitFor();
}

async function openEdit(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Edit" }).click();
  await page.locator(".editing textarea").waitFor();
}

async function openDrawer(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Open the list of chats" }).click();
  await page.waitForTimeout(400);
}

async function take(stage: Stage, folder: string, shot: Shot): Promise<void> {
  const page = await stage[shot.as ?? "open"](shot.options);
  await page.goto(shot.path(stage.chats));
  await shot.act?.(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${folder}/${shot.name}.png` });
  await page.context().close();
}

if (import.meta.main) {
  const [folder = await Deno.makeTempDir({ prefix: "parley-screenshots-" }), filter = ""] =
    Deno.args;
  if (folder.startsWith("-")) {
    console.error("Usage: deno task screenshots [folder] [part of a name]");
    Deno.exit(2);
  }
  await using stage = await startStage();
  for (const shot of shots.filter(({ name }) => name.includes(filter))) {
    await take(stage, folder, shot);
  }
  console.log(folder);
}
