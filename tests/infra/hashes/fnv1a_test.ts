import assert from "node:assert/strict";
import { fnv1a } from "../../../infra/hashes/fnv1a.ts";

// http://www.isthe.com/chongo/src/fnv/test_fnv.c
Deno.test("fnv1a() is the published function", () => {
  const hashOf = (text: string) => fnv1a(new TextEncoder().encode(text));
  assert.equal(hashOf(""), 0x811c9dc5);
  assert.equal(hashOf("a"), 0xe40c292c);
  assert.equal(hashOf("foobar"), 0xbf9cf968);
});

Deno.test("fnv1a() reads a part of the bytes", () => {
  const bytes = new TextEncoder().encode("a foobar b");
  assert.equal(fnv1a(bytes, 2, 8), 0xbf9cf968);
});
