import assert from "node:assert/strict";
import fc from "fast-check";
import { Tiktoken } from "js-tiktoken/lite";
import { TiktokenTokenizer } from "../../../infra/tokens/tiktoken_tokenizer.ts";

const tokenizer = new TiktokenTokenizer();
const SIZE = 100_000;

const samples = [
  "a",
  "A",
  " ",
  "\n",
  "\t",
  "=",
  "!?",
  "\r\n",
  " \n",
  "é",
  "漢",
  "😀",
  "\ud83d",
  "\u0301",
  "'s",
];

/** Any text: prose-like, all of Unicode, and repetitions as long as the library can handle. */
const texts = fc.array(
  fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }),
    fc.lorem({ maxCount: 20 }),
    fc.tuple(fc.constantFrom(...samples), fc.integer({ min: 1, max: 120 }))
      .map(([sample, times]) => sample.repeat(times)),
  ),
  { maxLength: 4 },
).map((parts) => parts.join(""));

for (const [model, encoding] of [["gpt-4o", "o200k_base"], ["gpt-4", "cl100k_base"]] as const) {
  Deno.test(`TiktokenTokenizer.encode() equals the library token for token in ${encoding}`, async () => {
    const { default: ranks } = await import(`js-tiktoken/ranks/${encoding}`);
    const library = new Tiktoken(ranks);
    const check = async (text: string) =>
      assert.deepEqual(await tokenizer.encode(text, model), library.encode(text, [], []));

    await check("a".repeat(300) + " ".repeat(300) + "x" + "\n".repeat(300) + "-".repeat(300));
    await fc.assert(fc.asyncProperty(texts, check), { numRuns: 200 });
  });
}

Deno.test("TiktokenTokenizer.count() knows each model's encoding, and counts unknown models as the newest", async () => {
  // The counts are those in OpenAI's cookbook, "How to count tokens with tiktoken".
  const count = (model: string) => tokenizer.count("お誕生日おめでとう", model);
  assert.equal(await count("gpt-4o"), 8);
  assert.equal(await count("gpt-4"), 9);
  assert.equal(await count("ft:gpt-4:acme::8xYz"), 9);
  assert.equal(await count("text-davinci-003"), 14);
  for (const model of ["gpt-5", "gpt-9-ultra", "llama3.3:70b", "constructor", ""]) {
    assert.equal(await count(model), 8, model);
  }
});

Deno.test("TiktokenTokenizer.count() counts special tokens as the characters they are written with", async () => {
  assert.equal(await tokenizer.count("<|endoftext|>", "gpt-4o"), 7);
});

Deno.test("TiktokenTokenizer.count() returns 0 when there is no text", async () => {
  assert.equal(await tokenizer.count("", "gpt-4o"), 0);
});

const longTexts = {
  prose: "It was 1913; nobody said “fine”. Äpfel kosten 12,50 €.\n".repeat(2000).slice(0, SIZE),
  letters: "a".repeat(SIZE),
  capitals: "A".repeat(SIZE),
  base64: btoa(randomBytes(SIZE)).slice(0, SIZE),
  spaces: " ".repeat(SIZE) + "x",
  newlines: "\n".repeat(SIZE),
  emoji: "😀".repeat(SIZE / 2),
  chinese: "漢字".repeat(SIZE / 2),
  punctuation: "!?.,".repeat(SIZE / 4),
};

for (const [name, text] of Object.entries(longTexts)) {
  Deno.test(`TiktokenTokenizer.count() never blocks the event loop for 50 ms when given 100,000 characters of ${name}`, async () => {
    await tokenizer.warm("gpt-4o");
    // Other programs can delay this one at any time, but hardly in each of five attempts.
    let longest = Infinity;
    for (let attempt = 0; attempt < 5 && longest >= 50; attempt++) {
      longest = Math.min(longest, await longestPause(() => tokenizer.count(text, "gpt-4o")));
    }
    console.log(`longest pause ${longest.toFixed(1)} ms`);
    assert.ok(longest < 50);
  });
}

Deno.test("TiktokenTokenizer.count() never blocks the event loop for 50 ms when many long texts come at once", async () => {
  let longest = Infinity;
  for (let attempt = 0; attempt < 5 && longest >= 50; attempt++) {
    const countAll = () =>
      Promise.all(Array.from({ length: 12 }, () => tokenizer.count(longTexts.letters, "gpt-4o")));
    longest = Math.min(longest, await longestPause(countAll));
  }
  console.log(`longest pause ${longest.toFixed(1)} ms`);
  assert.ok(longest < 50);
});

/** Runs work beside a timer of 1 ms. @returns the longest time between two ticks. */
async function longestPause(run: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(tick, 1);
  await run();
  tick();
  clearInterval(timer);
  return longest;
}

function randomBytes(count: number): string {
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i += 65_536) crypto.getRandomValues(bytes.subarray(i, i + 65_536));
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
