import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { ChatPage } from "../../../views/chats/chat_page.tsx";
import { Composer } from "../../../views/answers/composer.tsx";
import { SentMessage } from "../../../views/answers/fragments.tsx";
import { ShownChat } from "../../../views/chats/fragments.tsx";
import { sampleQuestion } from "../../support/app/sample_messages.ts";
import { chatPage, isAtEnd, testInBrowser } from "../browser_page.ts";
import { answerProps, composerProps } from "./sample_props.ts";
import { sampleChat } from "../chats/sample_props.ts";
import { sampleTexts } from "../../support/app/sample_texts.ts";

const sentMessage = SentMessage({
  t: sampleTexts,
  messages: [{ t: sampleTexts, question: sampleQuestion({ id: "q2" }) }, answerProps({ id: "a2" })],
  memoryBeginsAt: null,
  composer: composerProps({ state: { type: "answering", answerId: "a2" } }),
  list: { ...chatPage.list, chats: [sampleChat("chat", "Now first")] },
});

testInBrowser("the composer in a browser", {
  "Enter sends, Shift+Enter breaks the line, and the response updates all its places": [{
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
    await page.reload();
    assert.equal(await page.inputValue("#message"), "");
  }],

  "Enter doesn't send an empty message or an input method's composition": [
    {},
    async (page, server) => {
      await page.press("#message", "Enter");
      await page.fill("#message", "text");
      assert.ok(await page.evaluate(pressEnterWhileComposing));
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

  "a draft is still there after a reload": [{}, async (page) => {
    await page.fill("#message", "half a thou");
    await page.reload();
    assert.equal(await page.inputValue("#message"), "half a thou");
  }],

  "a message sent without htmx is no longer a draft": [{
    answers: { "POST /chats/chat/messages": { html: String(ChatPage(chatPage)) } },
  }, async (page, server) => {
    await page.route("**/htmx.js", (route) => route.abort());
    await page.reload();
    await page.fill("#message", "my text");
    await page.click("[aria-label=Send]");
    await page.waitForURL(/messages/);
    assert.equal(await page.inputValue("#message"), "");
    assert.equal(server.sent[0]?.isHtmx, false);
  }],

  "the page says when the server can't be reached, and keeps the text": [{}, async (page) => {
    await page.route("**/messages", (route) => route.abort());
    await page.fill("#message", "my text");
    await page.press("#message", "Enter");
    await page.getByText("can’t be reached").waitFor();
    assert.equal(await page.inputValue("#message"), "my text");
    assert.ok(await page.isEditable("#message"));
    await page.reload();
    assert.equal(await page.inputValue("#message"), "my text");
  }],

  "a proxy's error page is not shown within ours": [{
    answers: { "POST /chats/chat/messages": { status: 502, html: "<h1>Bad gateway</h1>" } },
  }, async (page) => {
    await page.fill("#message", "my text");
    await page.press("#message", "Enter");
    await page.getByText("can’t be reached").waitFor();
    assert.equal(await page.inputValue("#message"), "my text");
  }],

  "the first message shows the new chat with its URL, and Back works": [{
    path: "/",
    answers: {
      "POST /chats": {
        html: String(ShownChat(chatPage)),
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
    // Going forward before the scripts run would load no chat.
    await page.waitForFunction(() => "htmx" in globalThis && document.readyState === "complete");
    await page.goForward();
    await page.waitForSelector("#message-a1");
  }],
});

function focusedId(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.id);
}

/** Runs in the page. */
function pressEnterWhileComposing() {
  const facts = { key: "Enter", keyCode: 229, bubbles: true, cancelable: true };
  return document.querySelector("#message")!.dispatchEvent(new KeyboardEvent("keydown", facts));
}
