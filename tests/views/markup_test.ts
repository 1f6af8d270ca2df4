import assert from "node:assert/strict";
import { sampleFragments } from "./sample_fragments.ts";
import { samplePages } from "./sample_pages.ts";

const pages = samplePages("some text");
const fragments = sampleFragments("some text");

for (const [name, html] of Object.entries({ ...pages, ...fragments })) {
  Deno.test(`${name} has no inline style or script, and no htmx attribute that needs eval`, () => {
    assert.doesNotMatch(html, /<style|\sstyle=/);
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)/);
    assert.doesNotMatch(html, /\s(on\w+|hx-on[^=]*)=|javascript:|"js:|hx-trigger="[^"]*\[/);
  });

  Deno.test(`${name} has forms that work without JavaScript`, () => {
    for (const form of tags(html, "form")) {
      assert.match(form.action ?? "", /^\//);
      assert.match(form.method ?? "get", /^(get|post)$/);
      if (form["hx-post"]) assert.equal(form["hx-post"], form.action);
    }
    for (const link of tags(html, "a")) {
      assert.ok(link.href, JSON.stringify(link));
      if (link["hx-get"]) assert.equal(link["hx-get"], link.href);
    }
  });

  Deno.test(`${name} names its fields, buttons and frames`, () => {
    const labelled = new Set(tags(html, "label").map((label) => label.for));
    for (
      const field of [...tags(html, "input"), ...tags(html, "textarea"), ...tags(html, "select")]
    ) {
      const isNamed = field.type === "hidden" || field["aria-label"] || labelled.has(field.id);
      assert.ok(isNamed, JSON.stringify(field));
    }
    for (const [, attributes, content] of html.matchAll(/<button([^>]*)>(.*?)<\/button>/gs)) {
      const text = content!.replaceAll(/<[^>]*>/g, "").trim();
      assert.ok(text || /aria-label="[^"]+"/.test(attributes!), `button${attributes}`);
    }
    for (const frame of tags(html, "iframe")) assert.ok(frame.title);
  });
}

for (const [name, html] of Object.entries(pages)) {
  Deno.test(`${name} has one h1, one main and unique ids, and refers only to ids that it has`, () => {
    assert.equal(html.match(/<h1[ >]/g)?.length, 1);
    assert.equal(html.match(/<main[ >]/g)?.length, 1);
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
    const references =
      / (?:for|form|popovertarget|aria-describedby|data-copy)="([^"/]+)"| href="#([^"]+)"/g;
    for (const [, id = "", anchor = ""] of html.matchAll(references)) {
      for (const one of `${id} ${anchor}`.trim().split(" ")) assert.ok(ids.includes(one), one);
    }
  });
}

Deno.test("fragments target only elements of the chat's page", () => {
  const all = Object.values(fragments).join("");
  const targets = [...all.matchAll(/<hx-partial hx-target="#([^" ]+)/g)].map(([, id]) => id);
  const page = `${pages.chat}${fragments.retriedAnswer}${fragments.refusedMessage}`;
  for (const id of targets) assert.ok(page.includes(` id="${id}"`), `#${id}`);
  assert.ok(targets.length > 8);
});

/** The attributes of every tag with this name. */
function tags(html: string, name: string): Record<string, string>[] {
  const all = html.matchAll(new RegExp(`<${name}(\\s[^>]*)?>`, "g"));
  return [...all].map(([, attributes = ""]) =>
    Object.fromEntries(
      [...attributes.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)].map((
        [, key, value = ""],
      ) => [key, value]),
    )
  );
}
