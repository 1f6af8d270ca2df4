import assert from "node:assert/strict";
import type { ModelCatalog } from "../../../domain/models/catalog.ts";
import { paths } from "../../../views/paths.ts";
import {
  jsonFile,
  sampleAnswerJson,
  sampleChatJson,
  sampleQuestionJson,
} from "../../support/archives/archives.ts";
import type { FakeScript } from "../../support/upstream/fake_openai.ts";
import { finished } from "../started_chat.ts";
import { startTestSite, type TestSite } from "../test_site.ts";
import { location, ORIGIN, type Visitor } from "../visitor.ts";

/** A model with a large context that repeats each message. */
const models: ModelCatalog = [{ name: "fake-model", contextTokens: 10_000_000 }];

/** Makes a chat with this question so many times. @returns its URL. */
async function chatOf(site: TestSite, visitor: Visitor, message: string, count: number) {
  const url = location(await visitor.post(paths.chats(), { message }))!;
  await finished(site.app, visitor, url);
  for (let i = 1; i < count; i++) {
    await visitor.post(`${url}/messages`, { message });
    await finished(site.app, visitor, url);
  }
  return new URL(url, ORIGIN).pathname;
}

function messagesIn(html: string): string[] {
  return [...html.matchAll(/<article[^>]* class="message (question|answer)"/g)].map(([, role]) =>
    role!
  );
}

/** The URL of the older messages. */
function olderIn(html: string): string | undefined {
  const link = /<a[^>]*href="([^"]+before=[^"]+)"[^>]*>Older messages</.exec(html);
  return link?.[1]?.replaceAll("&amp;", "&");
}

/** Follows the links to older messages. @returns the number of messages of each page. */
async function pagesFrom(visitor: Visitor, path: string): Promise<number[]> {
  const counts: number[] = [];
  for (let next: string | undefined = path; next && counts.length < 20;) {
    const html = await (await visitor.get(next, { htmx: next !== path })).text();
    counts.push(messagesIn(html).length);
    next = olderIn(html);
  }
  return counts;
}

Deno.test("pages of a chat and of a shared chat are limited in text, and together show all of it", async () => {
  await using site = await startTestSite({ settings: { models } });
  const { visitor } = await site.signUp();
  const url = await chatOf(site, visitor, "word ".repeat(18_000), 4);
  assert.deepEqual(await pagesFrom(visitor, url), [5, 3]);
  await visitor.post(`${url}/share`);
  const shared = await (await visitor.get(`${url}/share`)).text();
  const link = new URL(/http[^"]*\/share\/[\w-]+/.exec(shared)![0]).pathname;
  assert.deepEqual(await pagesFrom(site.visitor(), link), [5, 3]);
});

Deno.test("a message that is longer than a page is shown", async () => {
  const reply: FakeScript = async (exchange) => {
    await exchange.text("word ".repeat(120_000));
    await exchange.complete();
  };
  await using site = await startTestSite({ settings: { models }, upstream: { reply } });
  const { visitor } = await site.signUp();
  const url = await chatOf(site, visitor, "Hello", 1);
  assert.deepEqual(await pagesFrom(visitor, url), [1, 1]);
});

Deno.test("pages are limited in HTML, which formulas have much more of than text", async () => {
  const formulas = `$$${"x^1".repeat(900)}$$\n\n`.repeat(10);
  const reply: FakeScript = async (exchange) => {
    await exchange.text(formulas);
    await exchange.complete();
  };
  await using site = await startTestSite({ settings: { models }, upstream: { reply } });
  const { visitor } = await site.signUp();
  const turns = 16;
  const url = await chatOf(site, visitor, "Hello", turns);
  const counts = await pagesFrom(visitor, url);
  assert.ok(counts.length > 1, counts.join());
  assert.equal(counts.reduce((sum, count) => sum + count), 2 * turns);
  const html = await (await visitor.get(url)).text();
  assert.ok(html.length < 4_200_000, String(html.length));
});

Deno.test("a page shows part of a long message, says how much is left out, and links to the whole", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const content = "&".repeat(300_000);
  const messages = [
    sampleQuestionJson({ id: "question", content }),
    sampleAnswerJson({ id: "answer", parentId: "question", content }),
  ];
  await site.app.importChats(user.id, jsonFile(sampleChatJson({ messages, activeLeaf: "answer" })));
  const [chat] = await site.app.listChats(user.id, { limit: 1 });
  const { linkSecret } = await site.app.shareChat(user.id, chat!.id);
  for (
    const [reader, path] of [
      [visitor, paths.chat(chat!.id)],
      [site.visitor(), paths.sharedChat(linkSecret)],
    ] as const
  ) {
    const last = await (await reader.get(path)).text();
    const first = await (await reader.get(olderIn(last)!)).text();
    for (const html of [first, last]) {
      assert.ok(html.length < 600_000, String(html.length));
      const note = /200,000 more characters are not shown on this page.\s*<a href="([^"]+)"/.exec(
        html,
      );
      const response = await reader.get(note![1]!);
      assert.equal(response.headers.get("Content-Type"), "text/plain; charset=UTF-8");
      assert.equal(await response.text(), content);
    }
  }
});
