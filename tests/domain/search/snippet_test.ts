import assert from "node:assert/strict";
import process from "node:process";
import { parseSearchQuery } from "../../../domain/search/query.ts";
import { cutSnippet } from "../../../domain/search/snippet.ts";

/** A snippet with its matches in brackets. */
function marked(text: string, query: string): string {
  const parts = cutSnippet(text, parseSearchQuery(query)!);
  return parts.map(({ text, isMatch }) => isMatch ? `[${text}]` : text).join("");
}

Deno.test("cutSnippet() shows the line with all terms, whatever their case and accents", () => {
  assert.equal(
    marked("nothing\nCafé crème, please\ncreme", "creme cafe"),
    "[Café] [crème], please",
  );
});

Deno.test("cutSnippet() finds the match in one very long line, piece by piece", () => {
  const long = "ábc déf ".repeat(100_000);
  const { user } = process.cpuUsage();
  assert.match(marked(`${long}the needle is here`, "needle"), /the \[needle\] is here$/);
  assert.ok(marked(long, "abc def").length < 400);
  const milliseconds = (process.cpuUsage().user - user) / 1000;
  assert.ok(milliseconds < 2_000, `${milliseconds} ms`);
});

Deno.test("cutSnippet() splits no character of a long line", () => {
  const parts = cutSnippet("😀".repeat(20_000) + " needle", parseSearchQuery("needle")!);
  for (const { text } of parts) assert.ok(text.isWellFormed());
});
