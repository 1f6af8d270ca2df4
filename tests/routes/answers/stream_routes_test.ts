import assert from "node:assert/strict";
import { paths } from "../../../views/paths.ts";
import { refuse } from "../../support/upstream/fake_openai.ts";
import { startTestSite, type TestSite } from "../test_site.ts";

const gzip = { headers: { "Accept-Encoding": "gzip, br" } };

Deno.test("GET …/events streams the answer as it is and ends with its final form", async () => {
  await using site = await startTestSite();
  const { visitor, events } = await startChat(site, "Hello **there**");
  const response = await visitor.get(events, gzip);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("Content-Type"), "text/event-stream");
  assert.equal(response.headers.get("Content-Encoding"), null);
  const text = await response.text();
  assert.match(text, /<hx-partial hx-target="#message-[^]*You said: Hello <strong>there<\/strong>/);
  assert.match(text, /event: ?end\n/);
});

Deno.test("GET …/events ends a failed answer with the reason and a way to try again", async () => {
  await using site = await startTestSite();
  site.upstream.enqueue(refuse(401));
  const { visitor, events } = await startChat(site, "Hello");
  const text = await (await visitor.get(events)).text();
  assert.match(text, /class="note failed">[^<]*API key/);
  assert.match(text, /name="question"/);
});

Deno.test("GET …/events offers no retry in a chat that was ended or deleted meanwhile", async () => {
  for (const act of ["end", "delete"]) {
    await using site = await startTestSite({ upstream: { reply: "manual" } });
    const { visitor, events } = await startChat(site, "Hello");
    const exchange = await site.upstream.next();
    const response = await visitor.get(events);
    await exchange.text("Half an answer");
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("Half")) text += (await reader.read()).value ?? "";
    const [chat] = events.split("/answers/");
    await visitor.post(`${chat}/${act}`);
    if (act === "end") await visitor.post(events.replace(/events.*/, "stop"));
    for (let read; !(read = await reader.read()).done;) text += read.value;
    assert.match(text, /You stopped this answer[^]*event: ?end\n/);
    assert.doesNotMatch(text, /name="question"/);
  }
});

Deno.test("GET …/live streams a document that the page may frame", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { visitor, live } = await startChat(site, "Hello");
  const exchange = await site.upstream.next();
  const response = await visitor.get(live, gzip);
  assert.equal(response.headers.get("Content-Encoding"), null);
  assert.match(response.headers.get("Content-Type")!, /^text\/html/);
  assert.match(response.headers.get("Content-Security-Policy")!, /frame-ancestors 'self'/);
  await exchange.text("Word by word.\n\nNext");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let document = "";
  while (!document.includes("Word by word.")) document += (await reader.read()).value ?? "";
  await exchange.complete();
  for (let read; !(read = await reader.read()).done;) document += read.value;
  assert.match(document, /Next/);
});

Deno.test("growing and finished answers show images from origins that the operator allows", async () => {
  const text = "![cat](https://e.com/cat.png) and ![dog](https://f.com/dog.png) here";
  for (const images of [[], ["https://e.com"]]) {
    await using site = await startTestSite({ site: { images }, upstream: { reply: "manual" } });
    const { visitor, events, live } = await startChat(site, "Hello");
    const exchange = await site.upstream.next();
    const stream = (await visitor.get(events)).body!.pipeThrough(new TextDecoderStream());
    await exchange.text(text);
    let growing = "";
    for await (const chunk of stream) {
      growing += chunk;
      if (growing.includes("dog.png")) break;
    }
    const [chat] = events.split("/answers/");
    await exchange.complete();
    const ended = await (await visitor.get(events)).text();
    const pages = [await visitor.get(chat!), await visitor.get(live)].map((page) => page.text());
    for (const html of [growing, ended, ...await Promise.all(pages)]) {
      assert.equal(html.includes('<img src="https://e.com/cat.png"'), images.length > 0, html);
      assert.ok(!html.includes('<img src="https://f.com'));
    }
  }
});

async function startChat(site: TestSite, message: string) {
  const { visitor, user } = await site.signUp();
  const { chatId, answers } = await site.app.startChat({ userId: user.id, message });
  const answerId = answers[0]!.id;
  return {
    visitor,
    events: paths.answerEvents(chatId, answerId),
    live: paths.answerLive(chatId, answerId),
  };
}
