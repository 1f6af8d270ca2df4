import assert from "node:assert/strict";
import fc from "fast-check";
import { oneLine, printable, textWidth } from "../../docs/clients/terminal/printable.ts";
import { WordWrap } from "../../docs/clients/terminal/word_wrap.ts";

/** The output for a terminal of this width when a text comes in pieces. */
function wrapped(pieces: readonly string[], columns: number): string {
  const wrap = new WordWrap(() => columns);
  return pieces.map((piece) => wrap.push(piece)).join("") + wrap.end();
}

const words = fc.array(
  fc.constantFrom("a", "word", "Zwölf", "長い", "👍", " ", "  ", "\t", "\n", "-"),
);

Deno.test("printable() leaves no character that could begin an escape sequence", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assert.doesNotMatch(printable(text), /[^\P{Cc}\n\t]/u);
  }));
  assert.equal(printable("\x1b[31mé\r\n\t長\u009b"), "[31mé\n\t長");
});

Deno.test("oneLine() never takes more columns than there are", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.integer({ min: 1, max: 20 }),
      (text, columns) => {
        assert.ok(textWidth(oneLine(text, columns)) <= columns);
      },
    ),
  );
  assert.equal(oneLine(" two\nwords ", 9), "two words");
  assert.equal(oneLine("長い題名", 6), "長い…");
});

Deno.test("WordWrap breaks between words, however the text is cut into pieces", () => {
  const text = "The quick brown fox\njumps over 長い長い題名 and_a_word_without_end.";
  const lines = wrapped([text], 12).split("\n");
  assert.deepEqual(lines, [
    "The quick ",
    "brown fox",
    "jumps over ",
    "長い長い題名",
    "and_a_word_w",
    "ithout_end.",
  ]);
  fc.assert(fc.property(words, fc.integer({ min: 4, max: 30 }), (pieces, columns) => {
    const whole = wrapped([pieces.join("")], columns);
    assert.equal(wrapped(pieces, columns), whole);
    const withoutSpace = (text: string) => text.replaceAll(/\s/g, "");
    assert.equal(withoutSpace(whole), withoutSpace(pieces.join("")));
  }));
});

Deno.test("WordWrap joins the long lines of a paragraph, and no others", () => {
  const long = "All of these words were put into one line, which is a long one,";
  const whole = (text: string) => wrapped([...text], 200);
  assert.equal(whole(`${long}\nand this one\n`), `${long} and this one\n`);
  for (const text of [`${long}\n\nand`, `${long}\n- and`, `# ${long}\nand`, "short\nand", long]) {
    assert.equal(whole(text), text);
  }
  const code = `\`\`\`\n${long}\nand\n\`\`\`\n`;
  assert.equal(whole(code), code);
});

Deno.test("WordWrap indents the further lines of a list's entry", () => {
  const text = "- One two three four\n10. five six seven\n\nAnd nine ten eleven";
  assert.deepEqual(wrapped([...text], 12).split("\n"), [
    "- One two ",
    "  three four",
    "10. five six",
    "    seven",
    "",
    "And nine ten",
    "eleven",
  ]);
  assert.equal(wrapped(["- One two three\n"], 4), "- \nOne \ntwo \nthre\ne\n");
});

Deno.test("WordWrap doesn't change rows of tables", () => {
  const table = "| a word | another word |\n| :-- | --: |\n| One two three | four |\n";
  assert.equal(wrapped([`${table}\nsome more words`], 10), `${table}\nsome more \nwords`);
});

Deno.test("WordWrap doesn't change code", () => {
  const code = "```\nconst long = 'a line of code';\n```\n";
  assert.equal(wrapped([`${code}some more words`], 10), `${code}some more \nwords`);
});
