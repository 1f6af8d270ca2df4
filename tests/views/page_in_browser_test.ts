import assert from "node:assert/strict";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { ChatHeader } from "../../views/chat_header.tsx";
import { ChatPage } from "../../views/chat_page.tsx";
import { Composer } from "../../views/composer.tsx";
import {
  ChangedChat,
  FinishedAnswer,
  SentMessage,
  StartedChat,
} from "../../views/htmx_answers.tsx";
import { MessageList } from "../../views/message_list.tsx";
import { NewChatPage } from "../../views/new_chat_page.tsx";
import { sampleQuestion } from "../support/sample_messages.ts";
import { requireProgram } from "../support/requirements.ts";
import { type PageServer, startPageServer, type StaticAnswer } from "./page_server.ts";
import { answerProps, chatPageProps, composerProps, sampleChat } from "./sample_views.ts";

const program = requireProgram("chromium");
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];

const code = '<figure class="code"><figcaption><span>ts</span>' +
  '<button type="button" data-copy>Copy</button></figcaption>' +
  "<pre><code>let a;\nlet b;</code></pre></figure>";
const oldAnswer = {
  ...answerProps({ id: "a1" }),
  html: `<p>First</p>${code}${"<p>line</p>".repeat(60)}`,
};
const chatPage = chatPageProps("A title", {
  messages: {
    chatId: "chat",
    messages: [{ question: sampleQuestion({ id: "q1" }) }, oldAnswer],
    hasOlder: false,
  },
});
const answering = composerProps({ state: { type: "answering", answerId: "a2" } });
const sentMessage = SentMessage({
  messages: [{ question: sampleQuestion({ id: "q2" }) }, answerProps({ id: "a2" })],
  composer: answering,
  list: { ...chatPage.list, chats: [sampleChat("chat", "Now first")] },
});

type Setup = {
  /** What the server answers besides the chat's page, by `METHOD /path`. */
  readonly answers?: Record<string, StaticAnswer>;
  readonly path?: string;
  readonly context?: BrowserContextOptions;
};
type Run = (page: Page, server: PageServer) => Promise<void>;

Deno.test({
  name: "the page in a browser",
  ignore: program.ignore,
  fn: async (t) => {
    const browser = await chromium.launch({ executablePath: program.path!, args: flags });
    try {
      for (const [name, [setup, run]] of Object.entries(cases)) {
        await t.step(name, () => runOnPage(browser, setup, run));
      }
    } finally {
      await browser.close();
    }
  },
});

const cases: Record<string, [Setup, Run]> = {
  "Enter sends, Shift+Enter breaks, and what comes back finds its places": [{
    answers: { "POST /chats/chat/messages": { html: String(sentMessage) } },
  }, async (page, server) => {
    await page.fill("#message", "the next");
    await page.press("#message", "Shift+Enter");
    await page.locator("#message").pressSequentially("question");
    await page.evaluate(() => document.getElementById("message")!.style.height = "4rem");
    await page.press("#message", "Enter");
    await page.waitForSelector("#message-a2");
    assert.equal(server.sent.length, 1);
    assert.ok(server.sent[0]?.isHtmx);
    assert.equal(server.sent[0]?.fields.message?.replaceAll("\r\n", "\n"), "the next\nquestion");
    assert.equal(await page.inputValue("#message"), "");
    assert.equal(await page.textContent("#chat-list li"), "Now first");
    assert.ok(await page.isVisible("[aria-label='Stop the answer']"));
    assert.equal(await focusedId(page), "message");
    await page.waitForFunction(isAtEnd);
  }],

  "nothing is sent without text, while an input method composes, or while an answer streams": [
    {},
    async (page, server) => {
      await page.press("#message", "Enter");
      await page.fill("#message", "text");
      assert.ok(await page.evaluate(pressEnterWhileComposing));
      await page.evaluate(() => document.querySelector("[aria-label=Send]")!.remove());
      await page.press("#message", "Enter");
      assert.equal(await page.inputValue("#message"), "text");
      assert.deepEqual(server.sent, []);
    },
  ],

  "a refused message stays in the box, with the reason and the focus": [{
    answers: {
      "POST /chats/chat/messages": {
        status: 409,
        html: String(Composer(composerProps({ message: "my text", error: "Still answering" }))),
      },
    },
  }, async (page) => {
    await page.fill("#message", "my text");
    await page.click("[aria-label=Send]");
    assert.equal(await page.innerText("#message-error"), "Still answering");
    assert.equal(await page.inputValue("#message"), "my text");
    assert.equal(await focusedId(page), "message");
    assert.ok(await page.isEditable("#message"));
  }],

  "a draft outlasts a reload": [{}, async (page) => {
    await page.fill("#message", "half a thou");
    await page.reload();
    assert.equal(await page.inputValue("#message"), "half a thou");
  }],

  "a server that can't be reached is said to be, and the text stays": [{}, async (page) => {
    await page.route("**/messages", (route) => route.abort());
    await page.fill("#message", "my text");
    await page.press("#message", "Enter");
    await page.getByText("can’t be reached").waitFor();
    assert.equal(await page.inputValue("#message"), "my text");
    assert.ok(await page.isEditable("#message"));
  }],

  "a proxy's error page is not put into ours": [{
    answers: { "POST /chats/chat/messages": { status: 502, html: "<h1>Bad gateway</h1>" } },
  }, async (page) => {
    await page.fill("#message", "my text");
    await page.press("#message", "Enter");
    await page.getByText("can’t be reached").waitFor();
    assert.equal(await page.inputValue("#message"), "my text");
  }],

  "older messages come above what is being read": [{
    answers: {
      "GET /chats/chat": {
        html: String(ChatPage({ ...chatPage, messages: { ...chatPage.messages, hasOlder: true } })),
      },
      "GET /chats/chat/messages": {
        html: String(MessageList({
          chatId: "chat",
          messages: [{ ...answerProps({ id: "a0" }), html: oldAnswer.html }],
          hasOlder: false,
        })),
      },
    },
  }, async (page) => {
    await page.evaluate(() => scrollTo(0, 0));
    await page.click("text=Older messages");
    await page.waitForFunction(() => scrollY > 500);
    const top = await page.evaluate(() => {
      return document.getElementById("message-q1")!.getBoundingClientRect().top;
    });
    assert.ok(top >= 0 && top < 100, `${top}`);
    assert.equal(await page.locator("#older").count(), 0);
  }],

  "the end of a stream leaves what is being written alone, and is announced": [{
    answers: {
      "GET /chats/chat": { html: String(ChatPage({ ...chatPage, composer: answering })) },
      "POST /chats/chat/answers/a2/stop": {
        html: String(FinishedAnswer({ ...answerProps({ id: "a1" }), html: "<p>Final</p>" })),
      },
    },
  }, async (page) => {
    await page.fill("#message", "the next question");
    await page.evaluate(() => document.querySelector("[hx-swap=none]")!.removeAttribute("hx-swap"));
    await page.click("[aria-label='Stop the answer']");
    await page.getByText("Final").waitFor();
    assert.ok(await page.isVisible("[aria-label=Send]"));
    assert.equal(await page.inputValue("#message"), "the next question");
    assert.equal(await page.textContent("#announcer"), "The answer is finished");
    await page.waitForFunction(() => document.activeElement?.id === "message");
  }],

  "a refused title stays in the open menu; an accepted one is everywhere": [{
    answers: {
      "POST /chats/chat/title": {
        status: 422,
        html: String(ChatHeader({
          chat: chatPage.chat,
          rename: { title: "too long", error: "Cannot rename" },
        })),
      },
      "POST /chats/chat/end": {
        html: String(ChangedChat({
          chat: sampleChat("chat", "New title", { status: "ended" }),
          list: { ...chatPage.list, chats: [sampleChat("chat", "New title")] },
        })),
      },
    },
  }, async (page) => {
    await page.click("[aria-label='Chat options']");
    await page.click("summary:text('Rename')");
    await page.click("text=Save");
    await page.waitForSelector("#title-error:visible");
    assert.equal(await page.inputValue("#title"), "too long");
    await page.click("summary:text('End chat')");
    await page.click("text=End this chat");
    await page.getByText("This chat has ended").waitFor();
    assert.equal(await page.textContent("h1"), "New title");
    assert.equal(await page.textContent("#chat-list li"), "New title");
    await page.waitForFunction(() => document.title === "New title · Parley");
  }],

  "a first message brings its chat, with an address and a way back": [{
    path: "/",
    answers: {
      "POST /chats": {
        html: String(StartedChat(chatPage)),
        headers: { "HX-Push-Url": "/chats/chat" },
      },
    },
  }, async (page, server) => {
    await page.fill("#message", "hello");
    await page.press("#message", "Enter");
    await page.waitForURL(`${server.origin}/chats/chat`);
    await page.waitForSelector("#message-a1");
    assert.equal(await page.title(), "A title · Parley");
    await page.goBack();
    await page.getByText("What’s on your mind").waitFor();
    await page.goForward();
    await page.waitForSelector("#message-a1");
  }],

  "code and answers are copied without their captions": [{
    context: { permissions: ["clipboard-read", "clipboard-write"] },
  }, async (page) => {
    await page.click(".code [data-copy]");
    await page.getByText("Copied").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "let a;\nlet b;");
    await page.click(".answer-footer [data-copy]");
    await page.locator(".answer-footer", { hasText: "Copied" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^First\s+let a;\nlet b;\s+line\s+line/);
  }],

  "growing text is followed from the end, and from nowhere else": [{}, async (page) => {
    await page.waitForFunction(isAtEnd);
    await page.evaluate(grow);
    await page.waitForFunction(isAtEnd);
    await page.evaluate(() => scrollTo(0, 100));
    await page.waitForFunction(() => scrollY === 100);
    await page.evaluate(grow);
    await page.evaluate(twoFrames);
    assert.equal(await page.evaluate(() => scrollY), 100);
  }],

  "an answer that htmx brings is followed once, by its events": [{
    answers: {
      "POST /chats/chat/messages": {
        html: String(SentMessage({
          messages: [answerProps({ id: "a2", state: "streaming", content: "some text" })],
          composer: answering,
          list: chatPage.list,
        })),
      },
    },
  }, async (page) => {
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    const followed = page.waitForRequest(/events/);
    await page.fill("#message", "a question");
    await page.press("#message", "Enter");
    await followed;
    await page.evaluate(twoFrames);
    const ofAnswer = requests.filter((url) => url.includes("/a2/"));
    assert.deepEqual(ofAnswer.map((url) => url.replace(/.*a2/, "")), ["/events?position=9"]);
  }],

  "an answer is followed in a frame without JavaScript": [{
    context: { javaScriptEnabled: false },
    answers: {
      "GET /chats/chat": {
        html: String(ChatPage({
          ...chatPage,
          messages: {
            chatId: "chat",
            messages: [answerProps({ id: "a2", state: "streaming" })],
            hasOlder: false,
          },
        })),
      },
      "GET /chats/chat/answers/a2/live": { html: "<p>live text</p>" },
    },
  }, async (page) => {
    await page.frameLocator("iframe").getByText("live text").waitFor();
    assert.ok(!await page.isVisible("text=rendered a2"));
  }],

  "without JavaScript menus open, and what needs it is not shown": [{
    context: { javaScriptEnabled: false, viewport: { width: 320, height: 640 } },
  }, async (page, server) => {
    assert.ok(!await page.isVisible(".answer-footer [data-copy]"));
    assert.ok(!await page.isVisible(".sidebar"));
    await page.click("[aria-label='Open the list of chats']");
    assert.ok(await page.isVisible("text=New chat"));
    await page.click("[aria-label='Close the list of chats']");
    await page.click("[aria-label='Chat options']");
    await page.click("summary:text('Delete')");
    await page.click("text=Delete this chat");
    assert.deepEqual(server.sent.map(({ path }) => path), ["/chats/chat/delete"]);
  }],
};

/** Runs on a page of its own. Anything that the console complains of, such as the policy, fails it. */
async function runOnPage(browser: Browser, { answers, path, context }: Setup, run: Run) {
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

function focusedId(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.id);
}

// These run in the page.

function isAtEnd() {
  return innerHeight + scrollY > document.documentElement.scrollHeight - 5;
}

function pressEnterWhileComposing() {
  const facts = { key: "Enter", isComposing: true, bubbles: true, cancelable: true };
  return document.querySelector("#message")!.dispatchEvent(new KeyboardEvent("keydown", facts));
}

function grow() {
  document.querySelector(".prose")!.append(
    ..."lines".repeat(40).split("").map((letter) => {
      return Object.assign(document.createElement("p"), { textContent: letter });
    }),
  );
}

function twoFrames() {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}
