import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { ChatPage } from "../../../views/chats/chat_page.tsx";
import { loadMarkdown, renderMarkdown } from "../../../views/markdown/markdown.ts";
import { sampleQuestion } from "../../support/app/sample_messages.ts";
import { sampleTexts } from "../../support/app/sample_texts.ts";
import { renderStreamingMarkdown } from "../../support/browser/render_streaming_markdown.ts";
import { chatPage, testInBrowser } from "../browser_page.ts";
import { answerProps } from "./sample_props.ts";
import { chatPageProps } from "../chats/sample_props.ts";

const long = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft";
const address = `https://example.com/${"path/".repeat(20)}?${"query=value&".repeat(10)}`;

/** Long words and lines in every Markdown construct. */
const wide = `# ${long}

${long} **${long}** \`${long}\` ~~${long}~~[^${long}]

- ${long}
  1. - ${long}
     - > ${long} ${address}

       | ${long} | b |
       |---|---|
       | ${address} | ${long} |
- [x] ${long}

> > ${long}

| a | ${long} | c | d | e | f | g |
|---|---|---|---|---|---|---|
| 1 | 2 | ${long} | [${long}](${address}) | 5 | 6 | 7 |

[${long}](${address} "${long}") <${address}> ![${long}](${address})

\`\`\`${long}
const ${long} = "${address}";
\`\`\`

    ${long}${long}

\\(${"a_{n} + ".repeat(40)} b\\) and $$${"x^2 + ".repeat(60)} y$$

$$
${"\\frac{a}{b} + ".repeat(30)} c
$$

$$
\\nonesuch ${long}${long}
$$

[^${long}]: ${long} ${address}

    \`\`\`
    ${long}${long}
    \`\`\`
`;

await loadMarkdown();

function pageOf(title: string, ...html: string[]): string {
  const messages = html.flatMap((html, index) => [
    {
      t: sampleTexts,
      question: sampleQuestion({ id: `q${index}`, content: `${long} ${address}` }),
    },
    { ...answerProps({ id: `a${index}` }), html },
  ]);
  const props = chatPageProps(title, { messages: { ...chatPage.messages, messages } });
  return String(ChatPage(props));
}

/** Elements that reach beyond the window, unless they are in a scrolling container. */
function overflowing(): string[] {
  const beyond = [...document.querySelectorAll("main *")].filter((element) => {
    const isWithin = element.getBoundingClientRect().right <= innerWidth + 1;
    return !isWithin && !element.closest("pre, .table, .maths, .visually-hidden, [popover]");
  });
  return beyond.map((element) => element.outerHTML.slice(0, 150));
}

async function checkWidth(page: Page): Promise<void> {
  assert.deepEqual(await page.evaluate(overflowing), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
}

const phone = { viewport: { width: 320, height: 640 } };
const copyLabel = "Copy";

testInBrowser("messages in a browser", {
  "on the smallest phone long words wrap and long lines scroll on their own": [{
    answers: {
      "GET /chats/chat": {
        html: pageOf(
          long,
          renderMarkdown(wide, { id: "a0", copyLabel }),
          renderStreamingMarkdown(wide),
        ),
      },
    },
    context: phone,
  }, async (page) => {
    await checkWidth(page);
    for (const what of ["pre", ".table"]) {
      const box = page.locator(`.prose ${what}`).first();
      await box.evaluate((element) => element.scrollTo(9999, 0));
      assert.ok(await box.evaluate((element) => element.scrollLeft > 100), `${what} scrolls`);
    }
  }],

  "a reference links to its footnote and back, within the same message": [{
    answers: {
      "GET /chats/chat": {
        html: pageOf(
          "Footnotes",
          ...["a0", "a1"].map((id) =>
            renderMarkdown(
              `${"word\n\n".repeat(30)}Here[^x]\n\n${"word\n\n".repeat(30)}[^x]: Of ${id}`,
              { id },
            )
          ),
        ),
      },
    },
    context: phone,
  }, async (page) => {
    const isVisible = (selector: string) =>
      page.waitForFunction((selector) => {
        const { top, bottom } = document.querySelector(selector)!.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      }, selector);
    for (const id of ["a1", "a0"]) {
      await page.click(`#message-${id} [role=doc-noteref]`);
      await isVisible(`#note-${id}-1`);
      assert.match(await page.textContent(":target") ?? "", new RegExp(`Of ${id}`));
      await page.click(`#message-${id} [role=doc-backlink]`);
      await isVisible(`#ref-${id}-1`);
    }
    const ids = await page.locator("[id]").evaluateAll((all) => all.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
  }],
});
