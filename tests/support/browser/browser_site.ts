import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Log } from "../../../domain/log.ts";
import { readConfig } from "../../../infra/config/config.ts";
import { start } from "../../../main.ts";
import {
  type FakeOpenAI,
  type FakeOpenAIOptions,
  startFakeOpenAI,
} from "../upstream/fake_openai.ts";
import { quietLog } from "../app/test_app.ts";
import { launchBrowser } from "./launch_browser.ts";

/** The whole program, with a browser and the fake upstream. */
export type BrowserSite = AsyncDisposable & {
  readonly origin: string;
  /** The upstream. It answers nothing by itself: tests take its requests with `next()`. */
  readonly upstream: FakeOpenAI;
  readonly browser: Browser;
  /** Errors of pages, such as a breach of the content security policy. */
  readonly complaints: string[];
  /** A page in a new browser context, with separate cookies and storage. */
  newPage(options?: BrowserContextOptions): Promise<Page>;
  /** Another tab of the same visitor. */
  newTab(page: Page): Promise<Page>;
};

/** Options that differ from the defaults. */
export type BrowserSiteOptions = {
  /** Variables to set, such as another database's URL. */
  readonly env?: Readonly<Record<string, string>>;
  readonly log?: Log;
  /** How the upstream answers; by default tests take its requests. */
  readonly reply?: FakeOpenAIOptions["reply"];
};

/** Starts the program on free ports, by default with a new SQLite file, and a browser. */
export async function startBrowserSite(
  { env = {}, log = quietLog, reply = "manual" }: BrowserSiteOptions = {},
): Promise<BrowserSite> {
  await using stack = new AsyncDisposableStack();
  const data = await Deno.makeTempDir({ prefix: "parley-browser-" });
  stack.defer(() => Deno.remove(data, { recursive: true }));
  const upstream = stack.use(await startFakeOpenAI({ reply }));
  const server = await start(
    readConfig({
      DATABASE_URL: `sqlite:${data}/parley.db`,
      WEB_SERVER_PORT: "0",
      GRPC_SERVER_PORT: "0",
      OPENAI_BASE_URL: upstream.url,
      MODEL: "fake-model",
      AUTO_TITLES: "off",
      SHUTDOWN_GRACE: "0",
      ...env,
    }),
    log,
  );
  stack.defer(() => server.stop());
  const browser = await launchBrowser();
  stack.defer(() => browser.close());
  const origin = `http://127.0.0.1:${server.webPort}`;
  const complaints: string[] = [];
  const watch = (page: Page) => {
    page.on("console", (message) => {
      const isRefusal = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !isRefusal) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(origin)) complaints.push(`request to ${request.url()}`);
    });
    return page;
  };
  const owned = stack.move();
  return {
    origin,
    upstream,
    browser,
    complaints,
    async newPage(options) {
      const context = await browser.newContext({ baseURL: origin, ...options });
      context.setDefaultTimeout(30_000);
      return watch(await context.newPage());
    },
    newTab: async (page) => watch(await page.context().newPage()),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

let visitors = 0;

/** Signs up through the page, which then shows a new chat. @returns the e-mail address. */
export async function signUp(page: Page): Promise<string> {
  const email = `visitor-${++visitors}@example.com`;
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("A visitor");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("correct horse battery");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("textbox", { name: "Message" }).waitFor();
  // Enter sends a message once the page's scripts have loaded.
  await page.waitForLoadState();
  return email;
}

/** Writes a message and sends it with Enter. */
export async function send(page: Page, message: string): Promise<void> {
  await page.getByRole("textbox", { name: "Message" }).fill(message);
  await page.getByRole("textbox", { name: "Message" }).press("Enter");
}
