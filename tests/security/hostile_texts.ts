/** Repeats something to fill a length. */
function fill(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("\n");
}

function fenced(language: string, code: string): string {
  return `\`\`\`${language}\n${code}\n\`\`\`\n`;
}

function block(tex: string): string {
  return `$$${tex}$$\n\n`;
}

function nested(open: string, close: string, depth: number): string {
  return open.repeat(depth) + "x" + close.repeat(depth);
}

/** Macros that expand to far more than their source. */
const macros = {
  "one long macro, used 195 times": block(`\\def\\a{${"x".repeat(4400)}}${"\\a".repeat(195)}`),
  "a global macro": block(`\\gdef\\a{${"x".repeat(4400)}}${"\\a".repeat(195)}`),
  "macros that double": block(
    lines(12, (i) => `\\def\\a${letter(i + 1)}{\\a${letter(i)}\\a${letter(i)}}`) + "\\am",
  ),
  "a macro that doubles what it is given": block(
    "\\newcommand{\\a}[1]{#1#1}" + nested("\\a{", "}", 20),
  ),
  "expanded definitions": block(
    `\\edef\\a{${"x".repeat(100)}}\\edef\\b{${"\\a".repeat(50)}}${"\\b".repeat(100)}`,
  ),
  "500 small bombs": block(`\\def\\a{${"x".repeat(28)}}\\def\\b{${"\\a".repeat(28)}}\\b`).repeat(
    500,
  ),
  "a macro that calls itself": block("\\def\\a{\\a\\a}\\a"),
};

function letter(index: number): string {
  return String.fromCharCode("a".charCodeAt(0) + index);
}

const formulas = (many: Fill) => ({
  "400 formulas": "$\\frac{a}{b}$ and ".repeat(400),
  "formulas without end": many("$x^2$ "),
  "400 long formulas": block("x+".repeat(2000)).repeat(400),
  "fractions in fractions": block(nested("\\frac{", "}{2}", 600)),
  "braces under braces": block(nested("\\underbrace{", "}", 350)).repeat(50),
  "roots of roots": block(nested("\\sqrt{", "}", 700)).repeat(50),
  "a matrix of 10,000 cells": block(
    `\\begin{matrix}${"a&".repeat(100).concat("\\\\").repeat(100)}\\end{matrix}`,
  ),
  "matrices of 4,800 empty cells": block(`\\begin{matrix}${"&".repeat(4800)}\\end{matrix}`)
    .repeat(180),
  "an array with 500 columns": block(
    `\\begin{array}{${"c|".repeat(500)}}${"a&".repeat(499)}a\\end{array}`,
  ),
  "cases in cases": block(nested("\\begin{cases}", "\\end{cases}", 150)).repeat(50),
  "primes": block(`x${"'".repeat(4900)}`).repeat(100),
  "functions with indices": block("\\log_2 n".repeat(600)).repeat(50),
  "formulas that nothing ends": many("\\("),
  "dollars": many("$a"),
});

const inline = (many: Fill) => ({
  "autolinks that nothing ends": many("<http://a"),
  "autolinks": many("<http://a.b/c> "),
  "bare links": many("https://a.b/c "),
  "a bare link of brackets": "https://a.b/" + many("("),
  "brackets": many("["),
  "nested brackets": many("[", 0.5) + many("]", 0.5),
  "links in links": many("[a]("),
  "images that nothing ends": many("!["),
  "images": many("![a](https://e.com/a.png) "),
  "emphasis": many("*a_ "),
  "emphasis of everything": many("a**b*_c_"),
  "stars": many("*"),
  "strikethrough": many("~~a "),
  "runs of backticks": Array.from({ length: 1300 }, (_, index) => "`".repeat(index)).join(" "),
  "code that nothing ends": many("`a"),
  "entities": many("&amp;"),
  "entities that are none": many("&#"),
  "backslashes": many("\\"),
  "text like HTML": many("<a href='x"),
  "comments": many("<!--"),
  "one long line": many("a"),
  "one long line of words": many("word "),
});

const blocks = (many: Fill) => ({
  "quotes in quotes": many(">"),
  "lines of nested quotes": many(">".repeat(90) + " a\n"),
  "a list": many("- a\n"),
  "lists in lists": lines(900, (index) => `${" ".repeat(index * 2)}- a`),
  "a list in one line": many("- "),
  "tasks": many("- [ ] a\n"),
  "numbers": many("1. a\n"),
  "a table of many rows": "|a|b|\n|-|-|\n" + many("|a|b|\n"),
  "a table of many columns": `|${many("a|", 0.25)}\n|${many("-|", 0.25)}\n` + many("|x\n", 0.5),
  "tables": many("|a|b|\n|-|-|\n|1|2|\n\n"),
  "headings": many("# a\n"),
  "underlined headings": many("a\n=\n"),
  "rules": many("---\n"),
  "paragraphs": many("a\n\n"),
  "empty lines": many("\n"),
  "carriage returns": many("a\r\n"),
  "lone carriage returns": many("a\r"),
  "references to a long address": `[a]: https://e.com/${many("b", 0.5)}\n\n${many("[a] ", 0.5)}`,
  "references to a short address": `[a]: https://e.com/${"b".repeat(900)}\n\n` +
    many("[a]\n\n"),
  "definitions of references": many("[a]: b 'c\n"),
  "footnotes": "[^a]: x\n\n" + many("[^a]"),
  "definitions of footnotes": many("[^a]: x[^a]\n"),
  "footnotes in footnotes": many("[^a]: [^b]: "),
  "blocks of code": many(fenced("", "a")),
  "a block of code that nothing ends": "```js\n" + many("let a = 1;\n"),
});

const code = {
  "Java of one letter": fenced("java", fill("a".repeat(190) + "\n", 45_000)),
  "shell of nested variables": fenced("shell", fill("${".repeat(95) + "\n", 45_000)),
  "C# of words": fenced("csharp", fill("public a ".repeat(20) + "\n", 45_000)),
  "code in one line": fenced("java", fill("a", 300_000)),
  "code of many languages": [
    "ini",
    "ruby",
    "cpp",
    "css",
    "markdown",
    "xml",
    "php",
    "swift",
    "typescript",
    "yaml",
  ]
    .map((language) => fenced(language, fill("a.(<{[\"'`/*\\$#-= \n", 5_000))).join("\n"),
};

const characters = (many: Fill) => ({
  "combining characters": "a" + many("\u0301"),
  "null characters": many("\0"),
  "right-to-left marks": many("\u202eabc\u202c"),
  "joined emoji": many("👩‍👩‍👧‍👦"),
  "tabs": many("\t"),
  "spaces": many(" ") + "a",
  "ampersands": many("&"),
});

/** Repeats something up to a share of the wanted length; by default all of it. */
type Fill = (unit: string, part?: number) => string;

/**
 * Texts that are slow to render or become large, by their names.
 *
 * @param length Approximate length of texts of variable length, in UTF-16 code units. The longest
 * message that can be sent has 900,000.
 */
export function hostileTexts(length: number): Readonly<Record<string, string>> {
  const many: Fill = (unit, part = 1) => fill(unit, length * part);
  return {
    ...macros,
    ...formulas(many),
    ...inline(many),
    ...blocks(many),
    ...code,
    ...characters(many),
  };
}
