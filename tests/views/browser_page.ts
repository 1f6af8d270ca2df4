import assert from "node:assert/strict";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { ChatPage } from "../../views/chats/chat_page.tsx";
import { NewChatPage } from "../../views/chats/new_chat_page.tsx";
import { sampleQuestion } from "../support/app/sample_messages.ts";
import { lacksBrowser, launchBrowser } from "../support/browser/launch_browser.ts";
import { type PageServer, startPageServer, type StaticAnswer } from "./page_server.ts";
import { answerProps, composerProps } from "./answers/sample_props.ts";
import { chatPageProps } from "./chats/sample_props.ts";
import { sampleTexts } from "../support/app/sample_texts.ts";

const code = '<figure class="code"><figcaption><span>ts</span>' +
  '<button type="button" data-copy>Copy</button></figcaption>' +
  "<pre><code>let a;\nlet b;</code></pre></figure>";

/** An answer with code that is longer than the window. */
export const longAnswer = {
  ...answerProps({ id: "a1" }),
  html: `<p>First</p>${code}${"<p>line</p>".repeat(60)}`,
};

/** The chat's page on the test server. */
export const chatPage = chatPageProps("A title", {
  messages: {
    t: sampleTexts,
    chatId: "chat",
    messages: [{ t: sampleTexts, question: sampleQuestion({ id: "q1" }) }, longAnswer],
    hasOlder: false,
  },
});

/** Setup of a case. */
export type Setup = {
  /** The server's responses besides the chat's page, by `METHOD /path`. */
  readonly answers?: Record<string, StaticAnswer>;
  /** Path of the page to open, by default the chat's. */
  readonly path?: string;
  readonly context?: BrowserContextOptions;
};

/** Cases by name. */
export type Cases = Record<string, [Setup, (page: Page, server: PageServer) => Promise<void>]>;

/** Registers cases as one test with one browser, each case on its own page. */
export function testInBrowser(name: string, cases: Cases): void {
  Deno.test({
    name,
    ignore: lacksBrowser,
    fn: async (t) => {
      const browser = await launchBrowser();
      try {
        for (const [name, theCase] of Object.entries(cases)) {
          await t.step(name, () => runOnPage(browser, theCase));
        }
      } finally {
        await browser.close();
      }
    },
  });
}

/** Runs a case on its own page. Errors in the console, such as those of the policy, fail it. */
async function runOnPage(browser: Browser, [{ answers, path, context }, run]: Cases[string]) {
  const pages: Record<string, StaticAnswer> = {
    "GET /": {
      html: String(NewChatPage({ ...chatPage, composer: composerProps({ chatId: null }) })),
    },
    "GET /chats/chat": { html: String(ChatPage(chatPage)) },
    ...answers,
  };
  await using server = startPageServer((what) => pages[what] ?? { html: what, status: 404 });
  const opened = await browser.newContext(context);
  const page = await opened.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(server.origin + (path ?? "/chats/chat"));
  await run(page, server);
  await opened.close();
  const unexpected = complaints.filter((text) =>
    !/status of [45]|ERR_FAILED|Failed to fetch/.test(text)
  );
  assert.deepEqual(unexpected, []);
}

/** Runs in the page: whether it is scrolled to its end. */
export function isAtEnd() {
  return innerHeight + scrollY > document.documentElement.scrollHeight - 5;
}
