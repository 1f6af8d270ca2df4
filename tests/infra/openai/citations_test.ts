import assert from "node:assert/strict";
import { MAX_SOURCES } from "../../../domain/models/source.ts";
import { Citations } from "../../../infra/openai/citations.ts";

const one = "https://example.com/one";
const two = "https://example.com/two";

Deno.test("Citations reads Perplexity's addresses, which come with every chunk", () => {
  const citations = new Citations();
  for (let i = 0; i < 3; i++) citations.readChunk({ citations: [one, two] });
  assert.deepEqual(citations.sources, [{ url: one, title: "" }, { url: two, title: "" }]);
});

Deno.test("Citations prefers search results, which have titles", () => {
  const citations = new Citations();
  citations.readChunk({
    citations: [one],
    search_results: [{ title: "The\n first", url: one, date: "2026-01-02" }],
  });
  assert.deepEqual(citations.sources, [{ url: one, title: "The first" }]);
});

Deno.test("Citations reads the annotations of OpenAI and OpenRouter, each address once", () => {
  const citations = new Citations();
  const annotation = { type: "url_citation", url_citation: { url: one, title: "One" } };
  citations.readAnnotations([annotation, annotation]);
  citations.readAnnotations([{ type: "file_citation" }, null]);
  assert.deepEqual(citations.sources, [{ url: one, title: "One" }]);
});

Deno.test("Citations leaves out what is no web address, and keeps a bounded number", () => {
  const citations = new Citations();
  const odd = ["javascript:alert(1)", "https://a b", "https://a>b", 7, null, {}];
  citations.readChunk({ citations: odd });
  assert.deepEqual(citations.sources, []);
  const many = Array.from({ length: 10_000 }, (_, index) => `${one}/${index}`);
  citations.readChunk({ citations: many });
  assert.equal(citations.sources.length, MAX_SOURCES);
});

Deno.test("Citations keeps each address at the place that its number in the text means", () => {
  const citations = new Citations();
  const read = (chunk: { citations: unknown[]; search_results?: unknown[] }) => {
    citations.readChunk(chunk);
    return citations.sources.map(({ url, title }) => title || url);
  };
  assert.deepEqual(read({ citations: [one] }), [one]);
  assert.deepEqual(read({ citations: [one, one, two] }), [one, one, two]);
  assert.deepEqual(read({ citations: [one, "mailto:a@b", two] }), [one]);
  const titled = [{ url: two, title: "Two" }];
  assert.deepEqual(read({ citations: [one, two], search_results: titled }), [one, "Two"]);
});

Deno.test("Citations reads annotations without an envelope", () => {
  const citations = new Citations();
  citations.readAnnotations([{ type: "url_citation", url: one, title: "One" }]);
  assert.deepEqual(citations.sources, [{ url: one, title: "One" }]);
});
