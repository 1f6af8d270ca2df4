import assert from "node:assert/strict";
import { PASSWORD_FIELDS } from "../../../views/accounts/password_field.tsx";
import { sampleFragments } from "../sample_fragments.ts";
import { samplePages } from "../sample_pages.ts";

const views = { ...samplePages("typed"), ...sampleFragments("typed") };

Deno.test("every password field has a name in PASSWORD_FIELDS and no initial value", () => {
  const inputs = Object.values(views).flatMap((html) =>
    html.match(/<input\b[^>]*\btype="password"[^>]*>/gi) ?? []
  );
  const names = inputs.map((input) => input.match(/\bname="([^"]+)"/)?.[1]);
  assert.deepEqual(new Set(names), new Set(PASSWORD_FIELDS));
  for (const input of inputs) assert.doesNotMatch(input, /\bvalue=/);
});

Deno.test("a form with a password is never sent in a URL", () => {
  for (const [name, html] of Object.entries(views)) {
    for (const [form] of html.matchAll(/<form\b[^]*?<\/form>/gi)) {
      if (/type="password"/i.test(form)) assert.match(form, /^<form\b[^>]*method="post"/i, name);
    }
  }
});
