import assert from "node:assert/strict";
import { eventFrame } from "../../../routes/http/event_frame.ts";
import { FinishedAnswer, SentMessage } from "../../../views/answers/fragments.tsx";
import { ChatHeader } from "../../../views/chats/header.tsx";
import { ChatPage } from "../../../views/chats/chat_page.tsx";
import { MessageList } from "../../../views/answers/message_list.tsx";
import { ChangedChat } from "../../../views/chats/fragments.tsx";
import { sampleQuestion } from "../../support/app/sample_messages.ts";
import { chatPage, isAtEnd, longAnswer, testInBrowser } from "../browser_page.ts";
import { answerProps, composerProps, messageListProps } from "../answers/sample_props.ts";
import { chatPageProps, sampleChat } from "./sample_props.ts";
import { sampleTexts } from "../../support/app/sample_texts.ts";

const answering = composerProps({ state: { type: "answering", answerId: "a2" } });

testInBrowser("a chat in a browser", {
  "older messages load by themselves, and the text on screen stays in place": [{
    answers: {
      "GET /chats/chat": {
        html: String(ChatPage({ ...chatPage, messages: { ...chatPage.messages, hasOlder: true } })),
      },
      "GET /chats/chat/messages": {
        html: String(
          MessageList({
            t: sampleTexts,
            chatId: "chat",
            messages: [{ ...answerProps({ id: "a0" }), html: longAnswer.html }],
            hasOlder: false,
          }),
        ),
      },
    },
  }, async (page) => {
    const height = await page.evaluate(() => document.body.scrollHeight);
    const top = await page.evaluate(() => {
      scrollTo(0, 30);
      return document.getElementById("message-q1")!.getBoundingClientRect().top;
    });
    await page.waitForFunction((height) => document.body.scrollHeight > height + 500, height);
    const topNow = await page.evaluate(() => {
      return document.getElementById("message-q1")!.getBoundingClientRect().top;
    });
    assert.ok(Math.abs(top - topNow) < 3, `${top} ${topNow}`);
    assert.equal(await page.locator("#older").count(), 0);
  }],

  "the end of a stream is announced, and leaves the draft alone": [{
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

  "the end of a stream does no harm in an ended chat": [{
    answers: {
      "GET /chats/chat": {
        html: String(ChatPage({
          ...chatPage,
          messages: {
            t: sampleTexts,
            chatId: "chat",
            messages: [answerProps({ id: "a2", state: "streaming" })],
            hasOlder: false,
          },
          composer: composerProps({ state: { type: "ended" } }),
        })),
      },
      "GET /chats/chat/answers/a2/events": {
        html: endOfStream(
          String(FinishedAnswer({ ...answerProps({ id: "a2" }), isLast: false })),
        ),
        headers: { "Content-Type": "text/event-stream" },
      },
    },
  }, async (page) => {
    await page.locator(".answer:not([aria-busy])").waitFor();
    assert.ok(await page.isVisible("text=This chat has ended"));
    assert.equal(await page.locator("[aria-label=Send]").count(), 0);
  }],

  "a refused title stays in the form, with the focus; an accepted one is shown everywhere": [{
    answers: {
      "POST /chats/chat/title": {
        status: 422,
        html: String(
          ChatHeader({
            t: sampleTexts,
            chat: chatPage.chat,
            rename: { title: "too long", error: "Cannot rename" },
          }),
        ),
      },
      "POST /chats/chat/pin": {
        html: String(
          ChangedChat({
            t: sampleTexts,
            chat: sampleChat("chat", "New title", { pinned: true }),
            list: { ...chatPage.list, chats: [sampleChat("chat", "New title")] },
          }),
        ),
      },
    },
  }, async (page) => {
    await page.click("[aria-label='Rename']");
    await page.click("text=Save");
    await page.waitForSelector("#title-error:visible");
    assert.equal(await page.inputValue("#title:focus"), "too long");
    await page.click("[aria-label='Chat options']");
    await page.click("text=Pin to the top");
    await page.getByRole("heading", { name: "New title" }).waitFor();
    assert.equal(await page.textContent("#chat-list li"), "New title");
    await page.waitForFunction(() => document.title === "New title · Parley");
  }],

  "code is copied without its caption, and an answer as Markdown": [{
    context: { permissions: ["clipboard-read", "clipboard-write"] },
    answers: { "GET /chats/chat/messages/a1/text": { html: "**First**\n" } },
  }, async (page) => {
    await page.click(".code [data-copy]");
    await page.getByText("Copied").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "let a;\nlet b;");
    await page.click(".answer footer [data-copy]");
    await page.locator(".answer footer", { hasText: "Copied" }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "**First**\n");
  }],

  "the page says when an answer can't be loaded for copying": [{
    answers: { "GET /chats/chat/messages/a1/text": { html: "Not found", status: 404 } },
  }, async (page) => {
    await page.click(".answer footer [data-copy]");
    await page.locator("#alerts", { hasText: "can’t be reached" }).waitFor();
    assert.equal(await page.getByText("Copied").count(), 0);
  }],

  "without the clipboard API, as over plain HTTP, the text is copied as a selection": [{
    context: { permissions: ["clipboard-read", "clipboard-write"] },
    answers: { "GET /chats/chat/messages/a1/text": { html: "**First**\n" } },
  }, async (page) => {
    const errors: unknown[] = [];
    page.on("pageerror", (error) => errors.push(error));
    const clipboard = await page.evaluateHandle(() => navigator.clipboard);
    await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
    await page.click(".answer footer [data-copy]");
    await page.locator(".answer footer", { hasText: "Copied" }).waitFor();
    assert.equal(await clipboard.evaluate((clipboard) => clipboard.readText()), "**First**\n");
    await page.evaluate(() => document.execCommand = () => false);
    await page.click(".code [data-copy]");
    await page.locator(".code textarea:focus").waitFor();
    assert.equal(await page.evaluate(() => String(getSelection())), "let a;\nlet b;");
    assert.deepEqual(errors, []);
  }],

  "the line where the model's memory begins moves to its new place": [{
    answers: {
      "POST /chats/chat/messages": {
        html: String(SentMessage({
          t: sampleTexts,
          messages: [
            { t: sampleTexts, question: sampleQuestion({ id: "q2" }) },
            answerProps({ id: "a2" }),
          ],
          memoryBeginsAt: "a1",
          composer: composerProps(),
          list: chatPage.list,
        })),
      },
      "POST /new": {
        html: String(
          SentMessage({
            t: sampleTexts,
            messages: [{ t: sampleTexts, question: sampleQuestion({ id: "q3" }) }],
            memoryBeginsAt: "q3",
            composer: composerProps(),
            list: chatPage.list,
          }),
        ),
      },
      "POST /older": {
        html: String(
          SentMessage({
            t: sampleTexts,
            messages: [{ t: sampleTexts, question: sampleQuestion({ id: "q4" }) }],
            memoryBeginsAt: "not-on-this-page",
            composer: composerProps(),
            list: chatPage.list,
          }),
        ),
      },
    },
  }, async (page) => {
    const send = async (url: string, id: string) => {
      await page.evaluate((url) => {
        document.getElementById("composer-form")!.setAttribute("hx-post", url);
      }, url);
      await page.fill("#message", "more");
      await page.press("#message", "Enter");
      await page.waitForSelector(`#message-${id}`);
      return await page.locator("#memory-line + *").evaluateAll((all) => all.map(({ id }) => id));
    };
    assert.deepEqual(await send("/chats/chat/messages", "q2"), ["message-a1"]);
    assert.deepEqual(await send("/new", "q3"), ["message-q3"]);
    assert.deepEqual(await send("/older", "q4"), []);
  }],

  "the page follows growing text only from its end": [{}, async (page) => {
    await page.waitForFunction(isAtEnd);
    await page.evaluate(grow);
    await page.waitForFunction(isAtEnd);
    await page.evaluate(() => scrollTo(0, 100));
    await page.waitForFunction(() => scrollY === 100);
    await page.evaluate(grow);
    await page.evaluate(twoFrames);
    assert.equal(await page.evaluate(() => scrollY), 100);
  }],

  "an answer that htmx inserts is followed once, by its events": [{
    answers: {
      "POST /chats/chat/messages": {
        html: String(
          SentMessage({
            t: sampleTexts,
            messages: [answerProps({ id: "a2", state: "streaming", content: "some text" })],
            memoryBeginsAt: null,
            composer: answering,
            list: chatPage.list,
          }),
        ),
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

  "without JavaScript a frame follows the answer": [{
    context: { javaScriptEnabled: false },
    answers: {
      "GET /chats/chat": {
        html: String(ChatPage({
          ...chatPage,
          messages: {
            t: sampleTexts,
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

  "nothing is wider than a narrow phone": [{
    context: { viewport: { width: 320, height: 640 } },
    answers: { "GET /chats/chat": { html: String(ChatPage(chatPageProps("long".repeat(99)))) } },
  }, async (page) => {
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
    for (const name of ["Chat options", "Rename"]) {
      await page.click(`[aria-label='${name}']`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
      await page.keyboard.press("Escape");
    }
  }],

  "without JavaScript menus open, and controls that need it are hidden": [{
    context: { javaScriptEnabled: false, viewport: { width: 320, height: 640 } },
  }, async (page, server) => {
    assert.ok(!await page.isVisible(".answer footer [data-copy]"));
    assert.ok(!await page.isVisible(".sidebar"));
    await page.click("[aria-label='Open the list of chats']");
    assert.ok(await page.isVisible("text=New chat"));
    await page.click("[aria-label='Close the list of chats']");
    await page.click("[aria-label='Chat options']");
    await page.click("summary:text('Delete')");
    await page.click("text=Delete this chat");
    assert.deepEqual(server.sent.map(({ path }) => path), ["/chats/chat/delete"]);
  }],

  "on a touch screen Copy and Edit under a question stand on one line": [{
    answers: {
      "GET /chats/chat": {
        html: String(ChatPage({
          ...chatPage,
          messages: { ...messageListProps("text"), hasOlder: false },
        })),
      },
    },
    context: { hasTouch: true, isMobile: true, viewport: { width: 390, height: 700 } },
  }, async (page) => {
    const tops = await page.evaluate(() => {
      const controls = document.querySelectorAll(".question .answer-footer > .quiet-button");
      return [...controls].map((control) => {
        const text = document.createRange();
        text.selectNodeContents(control);
        return text.getBoundingClientRect().top;
      });
    });
    const [copy, edit] = tops;
    assert.equal(copy, edit);
  }],
});

function endOfStream(html: string): string {
  return eventFrame({ data: html }) + eventFrame({ event: "end", data: "" });
}

// These run in the page.

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
