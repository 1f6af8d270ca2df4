import assert from "node:assert/strict";
import fc from "fast-check";
import type { ExportedChat } from "../../../domain/archive/exported_chat.ts";
import { readArchive } from "../../../infra/archive/archive_reader.ts";
import { jsonFile } from "../../support/archives/archives.ts";
import { type Said, talkOf } from "../../support/archives/chatgpt_export.ts";

const hi: Said = { role: "user", content: { content_type: "text", parts: ["Hi"] } };

function answer(text: string, metadata: Record<string, unknown> = {}): Said {
  return { role: "assistant", content: { content_type: "text", parts: [text] }, metadata };
}

function mark(...fields: string[]): string {
  return `\ue200${fields.join("\ue202")}\ue201`;
}

Deno.test("readArchive() keeps the visible text of ChatGPT's marks", async () => {
  const cases: [marked: string, read: string, references?: unknown[]][] = [
    [`In ${mark("entity", '["place","Anatolia",0]')}, long ago`, "In Anatolia, long ago"],
    [`${mark("entity", '["company","Apple Inc.","maker of phones"]')}!`, "Apple Inc.!"],
    [`Yeast${mark("cite", "turn0search0", "turn0news12")}.`, "Yeast."],
    [`Yeast${mark("filecite", "turn0file0", "L1-L20")}.`, "Yeast."],
    [
      `See ${mark("url", "The mill", "https://mill.example/a_(b)")}`,
      "See ([The mill](https://mill.example/a_%28b%29))",
    ],
    [mark("navlist", "Latest news", "turn0news1,turn0news2"), "Latest news"],
    [
      mark("image_group", '{"layout":"carousel","query":["A mill","A loaf"]}'),
      "A mill, A loaf",
    ],
    [mark("never_seen", "Words kept", "turn9view3"), "Words kept"],
    [mark("never_seen", '{"deep":{"er":["so","far"]},"n":3}'), "so, far"],
    [
      `In ${mark("entity", '["book","1984",0]')} and ${mark("entity", '["x",747]')}`,
      "In 1984 and 747",
    ],
    [
      mark("entity", "1984") + mark("entity", '"L5"') + mark("entity", '{"name":"311"}'),
      "1984L5311",
    ],
    [mark("newmark", "42"), "42"],
    [mark("newmark", "L1-L20"), "L1-L20"],
    [mark("newmark", '{"value":1984}'), "1984"],
    [mark("Hello world"), "Hello world"],
    [
      `In ${mark("entity", "turn0entity1")}`,
      "In Anatolia",
      [{ matched_text: mark("entity", "turn0entity1"), name: "Anatolia", alt: null }],
    ],
    ...["name", "title", "prompt_text"].map((field): [string, string, unknown[]] => [
      mark("x", "turn0x1"),
      "1984",
      [{ matched_text: mark("x", "turn0x1"), [field]: "1984", alt: " " }],
    ]),
    [
      mark("x", "turn0x1"),
      "Anatolia (A mill, [B](https://b.example/))",
      [{
        matched_text: mark("x", "turn0x1"),
        title: "Anatolia",
        items: [{ title: "A mill" }, { title: "B", url: "https://b.example/" }],
      }],
    ],
    ["\ue203Quoted words\ue204 stay, \ue200also broken", "Quoted words stay, also broken"],
    [
      `Flour${mark("cite", "turn0search0")}.`,
      "Flour ([Mill](https://mill.example/?utm_source=chatgpt.com)).",
      [{
        matched_text: mark("cite", "turn0search0"),
        type: "grouped_webpages",
        alt: " ([Mill](https://mill.example/?utm_source=chatgpt.com))",
      }],
    ],
    [
      `Flour${mark("cite", "turn0search1")}`,
      "Flour([A \\[fine\\] mill](https://mill.example/), [b.example](https://b.example/))",
      [{
        matched_text: mark("cite", "turn0search1"),
        alt: null,
        items: [{ title: "A [fine] mill", url: "https://mill.example/" }, {
          url: "https://b.example/",
        }, { title: "No", url: "javascript:alert(1)" }],
      }],
    ],
    [
      mark("navlist", "News", "turn0news1"),
      "News ([One](https://one.example/))",
      [{
        matched_text: mark("navlist", "News", "turn0news1"),
        items: [null, { title: "One", url: "https://one.example/" }],
      }],
    ],
    [
      "Flour\u30104:0\u2020mill\u3011, water\u3010odd\u3011",
      "Flour([Mill](https://mill.example/)), water\u3010odd\u3011",
      [{ matched_text: "\u30104:0\u2020mill\u3011", url: "https://mill.example", title: "Mill" }],
    ],
  ];
  for (const [marked, read, content_references] of cases) {
    const chat = await chatOf([hi, answer(marked, { content_references })]);
    assert.equal(chat.messages.at(-1)!.content, read, marked);
  }
  // Private-use characters in a user's own text are kept.
  const chat = await chatOf([{
    role: "user",
    content: { content_type: "text", parts: ["\ue200x"] },
  }]);
  assert.equal(chat.messages[0]!.content, "\ue200x");
});

Deno.test("readArchive() loses no word of an answer with marks of any kind", async () => {
  const word = fc.stringMatching(/^[a-z]{3,9}$/);
  const field = fc.oneof(
    word,
    word.map((word) => JSON.stringify([word])),
    word.map((title) => JSON.stringify({ title })),
  );
  const part = fc.oneof(
    word,
    fc.tuple(word, field).map(([kind, field]) => mark(`k_${kind}`, field)),
  );
  await fc.assert(fc.asyncProperty(fc.array(part, { minLength: 1 }), async (parts) => {
    const chat = await chatOf([hi, answer(parts.join(" "))]);
    const words = parts.map((part) => /([a-z]+)[^a-z]*$/.exec(part)![1]!);
    assert.deepEqual(chat.messages.at(-1)!.content.split(" "), words);
  }));
});

Deno.test("readArchive() keeps the words in a mark unless they are a reference", async () => {
  const word = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9][\w .,+-]{0,20}$/),
    fc.stringMatching(/^L?[0-9]{1,4}(-L?[0-9]{1,4})?$/),
  ).map((word) => word.trim());
  const asField: ((word: string) => string)[] = [
    (word) => JSON.stringify(["place", word, 0]),
    (word) => JSON.stringify({ name: word, id: 5 }),
    JSON.stringify,
    String,
  ];
  await fc.assert(
    fc.asyncProperty(word, fc.constantFrom(...asField), async (word, asField) => {
      for (const kind of ["entity", "newmark"]) {
        if (kind === "newmark" && asField(word).startsWith("[")) continue;
        const chat = await chatOf([hi, answer(`(${mark(kind, asField(word))})`)]);
        assert.equal(chat.messages.at(-1)!.content, `(${word})`);
      }
    }),
  );
});

Deno.test("readArchive() names the pictures that marks stand for, and counts them", async () => {
  const group = mark("image_group", '{"query":["A mill"]}');
  const one = mark("i", "turn0image1");
  const cases: [text: string, read: string, pictures: number, references?: unknown[]][] = [
    [`See ${one}`, "See [Picture]", 1],
    [mark("i", "turn0image1", "turn0image4"), "[Picture], [Picture]", 2],
    [group, "A mill", 1],
    [one, "[Picture: A mill]", 1, [{ matched_text: one, images: [{ title: "A mill" }] }]],
    [one, "![A mill](x)", 1, [{ matched_text: one, alt: "![A mill](x)" }]],
    [group, "A mill", 2, [{ matched_text: group, images: [{ image_result: {} }, {}] }]],
  ];
  for (const [text, read, pictures, content_references] of cases) {
    const { messages, omitted } = await chatOf([hi, answer(text, { content_references })]);
    assert.deepEqual([messages.at(-1)!.content, omitted?.pictures], [read, pictures], text);
  }
});

Deno.test("readArchive() keeps the first line's indentation", async () => {
  const code = "\n \n    indented()\n  less\n\n";
  const chat = await chatOf([
    { ...hi, content: { content_type: "text", parts: [code] } },
    answer(code),
  ]);
  assert.deepEqual(chat.messages.map(({ content }) => content), [
    "    indented()\n  less",
    "    indented()\n  less",
  ]);
});

Deno.test("readArchive() brings documents of the canvas as text", async () => {
  const call = (recipient: string, value: unknown): Said => ({
    role: "assistant",
    recipient,
    content: {
      content_type: "code",
      language: "json",
      text: typeof value === "string" ? value : JSON.stringify(value),
    },
  });
  const create = "canmore.create_textdoc";
  const update = "canmore.update_textdoc";
  const done: Said = {
    role: "tool",
    content: { content_type: "text", parts: ["Successfully created text document"] },
  };
  const cases: [call: Said, text: string][] = [
    [
      call(create, { name: "Plan", type: "document", content: "# Plan\n\n1. Bake" }),
      "**Plan**\n\n# Plan\n\n1. Bake",
    ],
    [
      call(create, { name: "bake", type: "code/python", content: "  bake()" }),
      "**bake**\n\n```python\n  bake()\n```",
    ],
    [
      call(update, { updates: [{ pattern: ".*", multiple: false, replacement: "All new" }] }),
      "All new",
    ],
    [
      call(update, {
        updates: [{ pattern: "Bake", replacement: "Mill" }, { pattern: "a\nb", replacement: "c" }],
      }),
      "```diff\n- Bake\n+ Mill\n```\n\n```diff\n- a\n- b\n+ c\n```",
    ],
    [
      call("canmore.comment_textdoc", { comments: [{ pattern: "x", comment: "Too long" }] }),
      "Too long",
    ],
    [call(create, '{"name": "Cut o'), '```json\n{"name": "Cut o\n```'],
  ];
  for (const [call, text] of cases) {
    const chat = await chatOf([hi, call, done, answer("There it is.")]);
    assert.equal(chat.messages.at(-1)!.content, `${text}\n\nThere it is.`);
  }
});

Deno.test("readArchive() replaces answers that are not in the export by a note, and counts them", async () => {
  const none = { pictures: 0, recordings: 0, files: 0, thoughts: 0, toolSteps: 0, others: 0 };
  const parts = (...parts: unknown[]) => ({ content_type: "multimodal_text", parts });
  const picture = (prompt?: string) => ({
    content_type: "image_asset_pointer",
    asset_pointer: "sediment://file_1",
    metadata: { dalle: prompt ? { prompt } : null },
  });
  const dalle: Said = {
    role: "assistant",
    recipient: "dalle.text2im",
    content: { content_type: "code", language: "json", text: '{"prompt":"A cat"}' },
  };
  const cases: [said: Said[], text: string, omitted: Partial<typeof none> | null][] = [
    [[answer("Text")], "Text", null],
    [
      [dalle, { role: "tool", content: parts(picture("A cat\non a mat")) }],
      "[Picture: A cat on a mat]",
      { pictures: 1, toolSteps: 1 },
    ],
    [
      [{
        role: "tool",
        content: parts(picture(), picture()),
        metadata: { image_gen_title: "Cat" },
      }],
      "[Picture: Cat]\n\n[Picture: Cat]",
      { pictures: 2 },
    ],
    [[{ role: "assistant", content: parts(picture(), "Look") }], "\n\nLook".trim(), {
      pictures: 1,
    }],
    [
      [{
        role: "assistant",
        content: parts({ content_type: "audio_transcription", text: "Said aloud" }, {
          content_type: "audio_asset_pointer",
          asset_pointer: "sediment://a",
        }),
      }],
      "Said aloud",
      { recordings: 1 },
    ],
    [
      [{
        role: "assistant",
        content: parts({
          content_type: "real_time_user_audio_video_asset_pointer",
          audio_asset_pointer: { content_type: "audio_asset_pointer", asset_pointer: "x" },
        }),
      }],
      "[Recording]",
      { recordings: 1 },
    ],
    [
      [{
        role: "assistant",
        content: { content_type: "thoughts", thoughts: [{ summary: "Hm", content: "Hm" }] },
      }, {
        role: "assistant",
        content: { content_type: "reasoning_recap", content: "Thought for 3s" },
      }],
      "[Thoughts]",
      { thoughts: 2 },
    ],
    [
      [{
        role: "assistant",
        recipient: "python",
        content: { content_type: "code", language: "unknown", text: "print(6*7)" },
      }, {
        role: "tool",
        content: { content_type: "execution_output", text: "42" },
        metadata: {
          aggregate_result: { messages: [{ message_type: "image", image_url: "file://x" }] },
        },
      }],
      "```python\nprint(6*7)\n```\n\n```\n42\n```\n\n[Picture]",
      { pictures: 1 },
    ],
    [
      [{
        role: "assistant",
        recipient: "browser",
        content: { content_type: "code", text: "search('x')" },
      }, {
        role: "tool",
        content: { content_type: "tether_browsing_display", result: "L0: x" },
      }, {
        role: "tool",
        content: { content_type: "tether_quote", url: "https://x.example", text: "x" },
      }],
      "[Work of tools]",
      { toolSteps: 3 },
    ],
    [
      [{
        role: "tool",
        content: { content_type: "system_error", name: "tool_error", text: "It broke" },
      }],
      "```\nIt broke\n```",
      null,
    ],
    [[{ role: "assistant", content: { content_type: "brand_new", text: "Words" } }], "Words", null],
    [
      [answer("Text"), { role: "assistant", content: { content_type: "brand_new", shape: ["?"] } }],
      "Text",
      { others: 1 },
    ],
    [
      [answer("Text"), { role: "assistant", content: { content_type: "brand_new", n: 5 } }],
      "Text",
      null,
    ],
    [[{ role: "assistant", content: { content_type: "brand_new", shape: ["?"] } }], "[…]", {
      others: 1,
    }],
    [
      [answer("Text"), { role: "martian", content: { content_type: "text", parts: ["?"] } }],
      "Text",
      { others: 1 },
    ],
    [[answer("Text"), { role: "assistant", content: [] as never }], "Text", { others: 1 }],
  ];
  for (const [said, text, omitted] of cases) {
    const chat = await chatOf([hi, ...said]);
    const { content, role } = chat.messages.at(-1)!;
    assert.deepEqual([role, content], ["assistant", text]);
    assert.equal(chat.messages.length, 2);
    assert.deepEqual(chat.omitted, omitted && { ...none, ...omitted }, text);
  }
});

Deno.test("readArchive() names the files and pictures of a question, and keeps a user's own instructions", async () => {
  const instructions = {
    content_type: "user_editable_context",
    user_profile: "I bake",
    user_instructions: "Be brief",
  };
  const metadata = {
    attachments: [
      { id: "1", name: "recipe.pdf", mime_type: "application/pdf" },
      { id: "2", name: "loaf.png", mime_type: "image/png" },
    ],
  };
  const pointer = { content_type: "image_asset_pointer", asset_pointer: "sediment://x" };
  const chat = await chatOf([
    {
      role: "user",
      content: instructions,
      metadata: { is_visually_hidden_from_conversation: true },
    },
    { role: "user", content: { content_type: "multimodal_text", parts: [pointer, ""] }, metadata },
    answer("A loaf"),
    {
      role: "user",
      content: { content_type: "text", parts: [""] },
      metadata: { attachments: [metadata.attachments[0]] },
    },
    answer("A recipe"),
  ]);
  assert.equal(chat.systemMessage, "I bake\n\nBe brief");
  assert.deepEqual(chat.messages.map(({ content }) => content), [
    ...["[Picture]", "A loaf", "[File: recipe.pdf]", "A recipe"],
  ]);
  assert.deepEqual([chat.omitted?.pictures, chat.omitted?.files], [1, 2]);
});

async function chatOf(said: readonly Said[]): Promise<ExportedChat> {
  const [item] = await Array.fromAsync(readArchive(jsonFile([talkOf(said)])));
  if (item && "chat" in item) return item.chat;
  throw new Error(`${item?.problem}`);
}

Deno.test("readArchive() reads messages made to break it", async () => {
  const deep = (open: string, close: string) => open.repeat(200_000) + close.repeat(200_000);
  const picture = { content_type: "image_asset_pointer" };
  const hostile: Said[] = [
    answer(mark("entity", deep("[", "]"))),
    answer(mark("x", deep('{"a":', "}").replace("}", "1}"))),
    answer("\ue200".repeat(500_000)),
    answer(mark("cite", "turn0search0,".repeat(60_000))),
    answer(`${"\n ".repeat(200_000)}x`, { content_references: Array(100_000).fill({}) }),
    { role: "assistant", content: { content_type: "code", text: "```` ".repeat(190_000) } },
    {
      role: "assistant",
      content: { content_type: "multimodal_text", parts: Array(200_000).fill(picture) },
    },
    {
      role: "assistant",
      recipient: "canmore.create_textdoc",
      content: { content_type: "code", text: deep("[", "]") },
    },
    {
      role: "user",
      content: { content_type: "text", parts: ["x"] },
      metadata: { attachments: Array(200_000).fill(null) },
    },
  ];
  for (const said of hostile) {
    const [item] = await Array.fromAsync(readArchive(jsonFile([talkOf([hi, said])])));
    // A chat that is too large may come as a problem; no error is thrown.
    assert.ok(item);
  }
});
