import fc from "fast-check";

/** A long answer with all kinds of Markdown that models write. */
export const variedMarkdown = `# Trees & heaps

A *binary heap* is a **complete** tree[^1]: every level is full, but for the last. See
[the article](https://example.com/heap?a=1&b=2 "Heaps") or https://example.com/more.

## What it can do

1. Insert in \\(O(\\log n)\\)
2. Take the smallest, also in \\(O(\\log n)\\)

   A second paragraph of the item, with \`code <T>\` in it.
3. Build from *n* values in **\\(O(n)\\)**
   - nested one
   - nested two, ~~wrong~~ right
     > quoted
     > twice

| operation | heap | sorted array |
|:----------|:----:|-------------:|
| insert    | $$\\log n$$ | n |
| minimum   | 1 | 1 |
| a \\| b   | \`x|y\` | ![picture](https://example.com/a.png) |

\`\`\`ts
function siftUp<T>(heap: T[], index: number): void {
  while (index > 0 && heap[index]! < heap[(index - 1) >> 1]!) {

    [heap[index], heap[(index - 1) >> 1]] = [heap[(index - 1) >> 1]!, heap[index]!];
    index = (index - 1) >> 1;
  }
}
\`\`\`

$$
\\sum_{h=0}^{\\lfloor \\log n \\rfloor} \\frac{n}{2^{h+1}} h
+ c \\le n
$$

Setext heading
--------------

> A quote with a list:
> * one
> * two
lazily continued

    indented code & more

---

[^1]: Another name for it is *left-complete*,
    which [^nobody] says.

    \`\`\`
    array[1]
    \`\`\`
[^2]: Nothing refers to this.

日本語の文章も😀 ここにあります。 Last line with a hard\\
break & an entity &copy; and <b>raw HTML</b>.
`;

const fragments = [
  ..."\n\n\n    \t*_`#>-+=|$\\()[]<&!~1.😀é\r\u00a0\f\0".split(/(?:)/u),
  ...[
    "a",
    "word ",
    "- ",
    "- [x] ",
    "- [ ] ",
    "* ",
    "1. ",
    "2",
    ") ",
    "> ",
    "# ",
    "---",
    "===",
    "```",
    "~~~\n",
    "```ts\n",
  ],
  ...[
    "    ",
    "  ",
    "\n\n",
    "\r\n",
    "**",
    "~~",
    "``",
    "$$",
    "$a",
    "b$",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "\\\\",
    "&amp;",
  ],
  ...[
    "&#13;",
    "&#0;",
    "| a | b |\n",
    "|---|:-:|\n",
    "|--|\n",
    "| 1 |",
    "[x](http://e.co)",
    "](http:",
  ],
  ...["[^1]", "[^1]: ", "\n\n[^2]: ", "[^2]", "[^2]:\n", "![i](https://e.co/i)"],
  ...["![i](http://e.co/i)", "<http://e.co>", "https://e.co/a", "[r]: http://e.co\n", "[r]", "<b>"],
  ...["\n\n    code\n\n", "    more\n\n", "- item\n\n", "  of it\n\n", "\n| x |\n", "\n$$\n"],
];

/** Texts that combine any pieces of Markdown. */
export const wildMarkdown: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...fragments), { maxLength: 40 })
  .map((parts) => parts.join(""));

/** Growing beginnings of a text, up to the whole, with lengths from the given random numbers. */
export function beginnings(text: string, cuts: readonly number[]): string[] {
  const lengths = cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b);
  return [...lengths, text.length].map((length) => text.slice(0, length));
}
