import assert from "node:assert/strict";
import { eventFrame } from "../../routes/http/event_frame.ts";
import { patchText } from "../../views/markdown/html_patch.ts";
import { loadMarkdown, renderMarkdown } from "../../views/markdown/markdown.ts";
import {
  diffVersions,
  EMPTY_VERSION,
  htmlOf,
  MarkdownStream,
  settledLength,
} from "../../views/markdown/stream.ts";
import { complaintsAboutHtml } from "../support/browser/allowed_html.ts";
import { HtmlTree } from "../support/browser/html_tree.ts";
import { randomWhole, seededRandom } from "../support/suite/seeded_random.ts";
import { sampleFragments } from "../views/sample_fragments.ts";
import { samplePages } from "../views/sample_pages.ts";
import { xssPayloads } from "./xss_payloads.ts";

const images = ["https:"];

await loadMarkdown();

Deno.test("there are several hundred different payloads", () => {
  assert.ok(xssPayloads.length > 600, String(xssPayloads.length));
});

Deno.test("no payload's final form contains forbidden HTML", () => {
  for (const payload of xssPayloads) {
    for (const text of [payload, `- a\n\n  ${payload}`, `> ${payload}\n`, `word ${payload} word`]) {
      const html = renderMarkdown(text, { id: "m", copyLabel: "Copy", images });
      assert.deepEqual(complaintsAboutHtml(html), [], text);
      assert.equal(new HtmlTree(html).toString(), html);
      assert.ok(!renderMarkdown(text).includes("<img"), "nothing is fetched by itself");
    }
  }
});

Deno.test("no payload's growing form contains forbidden HTML, however the text is cut", () => {
  for (const payload of xssPayloads) {
    const stream = new MarkdownStream({ images });
    for (let length = 1; length <= payload.length; length++) {
      const text = payload.slice(0, length);
      const html = htmlOf(stream.render(text));
      assert.deepEqual(complaintsAboutHtml(html), [], text);
      assert.ok(!htmlOf(new MarkdownStream().render(text)).includes("<img"));
    }
  }
});

Deno.test("payloads streamed in random pieces arrive unchanged, in frames of their own", () => {
  const random = seededRandom(4);
  const shuffled = xssPayloads.toSorted(() => random() - 0.5);
  for (let from = 0; from < shuffled.length; from += 20) {
    const text = shuffled.slice(from, from + 20).join("\n\n");
    const stream = new MarkdownStream();
    const tree = new HtmlTree();
    let version = EMPTY_VERSION;
    for (let length = 0; length < text.length;) {
      length = Math.min(text.length, length + randomWhole(random, 1, 60));
      const next = stream.render(text.slice(0, settledLength(text.slice(0, length))));
      const frame = eventFrame({ id: next.position, data: patchText(diffVersions(version, next)) });
      tree.apply(dataOf(frame, next.position));
      assert.equal(tree.toString(), htmlOf(next));
      version = next;
    }
  }
});

Deno.test("no view's markup depends on its texts", () => {
  const shapes = (text: string) => {
    const views = { ...samplePages(text), ...sampleFragments(text) };
    return Object.fromEntries(Object.entries(views).map(([name, html]) => [name, shapeOf(html)]));
  };
  const expected = shapes("harmless");
  for (let from = 0; from < xssPayloads.length; from += 5) {
    const text = xssPayloads.slice(from, from + 5).join(" ").toWellFormed();
    assert.deepEqual(shapes(text), expected, text);
  }
});

/** Reads the only event of a frame like a browser. */
function dataOf(frame: string, id: number): string {
  const events = frame.split("\n\n").filter(Boolean);
  assert.equal(events.length, 1, JSON.stringify(frame));
  const fields = events[0]!.split(/\r\n?|\n/).map((line) => /^([^:]*): ?([^]*)$/.exec(line)!);
  const valuesOf = (name: string) => fields.filter((field) => field[1] === name).map((f) => f[2]);
  assert.deepEqual(valuesOf("id"), [String(id)]);
  assert.equal(fields.length, 1 + valuesOf("data").length, frame);
  return valuesOf("data").join("\n");
}

/** The tags of a page with the names of their attributes. */
function shapeOf(html: string): string[] {
  return [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/="[^"]*"/g, "="));
}
