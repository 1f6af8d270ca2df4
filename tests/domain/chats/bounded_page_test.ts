import assert from "node:assert/strict";
import { newestOf } from "../../../domain/chats/bounded_page.ts";
import { sampleAnswer } from "../../support/app/sample_messages.ts";

const path = ["a", "b", "c", "d"].map((id, index) =>
  sampleAnswer({ id, content: id.repeat(10), parentId: index === 0 ? null : "somebody" })
);

function page(limit: number, bytes: number, messages = path) {
  const { messages: found, hasOlder } = newestOf(messages, { limit, bytes });
  return [found.map(({ id }) => id).join(""), hasOlder];
}

Deno.test("newestOf() takes the newest messages that fit a page, and at least one", () => {
  assert.deepEqual(page(9, 1000), ["abcd", false]);
  assert.deepEqual(page(4, 40), ["abcd", false]);
  assert.deepEqual(page(3, 1000), ["bcd", true]);
  assert.deepEqual(page(9, 39), ["bcd", true]);
  assert.deepEqual(page(9, 29), ["cd", true]);
  assert.deepEqual(page(1, 15), ["d", true]);
  assert.deepEqual(page(9, 1), ["d", true]);
  assert.deepEqual(page(9, 1000, path.slice(1)), ["bcd", true], "there are more than were read");
  assert.deepEqual(page(9, 1000, []), ["", false]);
});
