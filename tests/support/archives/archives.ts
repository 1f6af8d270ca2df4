import fc from "fast-check";
import { neutralSettings } from "../../../domain/models/settings.ts";
import { strToU8, unzipSync, zipSync } from "fflate";

/** An exported chat as JSON, for tests to change. */
// deno-lint-ignore no-explicit-any
export type ChatJson = Record<string, any>;

/** Joins all parts. */
export async function blobOf(parts: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Blob> {
  return new Blob(await Array.fromAsync(parts));
}

/** The files of a ZIP archive by name, as text. */
export async function filesIn(archive: Blob): Promise<Map<string, string>> {
  const files = unzipSync(new Uint8Array(await archive.arrayBuffer()));
  const texts = Object.entries(files).map(([name, bytes]) =>
    [name, new TextDecoder().decode(bytes)] as const
  );
  return new Map(texts);
}

/** The chats in Parley's archive, in the order of their files. */
export async function chatsIn(archive: Blob): Promise<ChatJson[]> {
  const files = [...await filesIn(archive)];
  return files.filter(([name]) => /^chats\/.*\.json$/.test(name))
    .map(([, text]) => JSON.parse(text));
}

/** A ZIP archive of JSON files. */
export function zipOf(files: Readonly<Record<string, unknown>>): Blob {
  const packed = Object.entries(files).map(([name, value]) =>
    [name, strToU8(typeof value === "string" ? value : JSON.stringify(value))] as const
  );
  return new Blob([zipSync(Object.fromEntries(packed)) as Uint8Array<ArrayBuffer>]);
}

/** A file of JSON. */
export function jsonFile(value: unknown): Blob {
  return new Blob([JSON.stringify(value)]);
}

/** A chat as JSON: a question and its answer, with the given fields. */
export function sampleChatJson(facts: ChatJson = {}): ChatJson {
  const createdAt = "2026-01-02T03:04:05.678Z";
  return {
    format: "parley.chat",
    version: 1,
    id: "chat-1",
    title: "A chat",
    createdAt,
    updatedAt: createdAt,
    systemMessage: "",
    status: "active",
    config: { model: "fake-model", ...neutralSettings },
    activeLeaf: "answer-1",
    memoryBeginsAt: null,
    tokenUsage: { promptTokens: 3, completionTokens: 4 },
    pinned: false,
    archived: false,
    messages: [sampleQuestionJson(), sampleAnswerJson()],
    ...facts,
  };
}

/** A question as JSON. */
export function sampleQuestionJson(facts: ChatJson = {}): ChatJson {
  return {
    id: "question-1",
    parentId: null,
    role: "user",
    content: "What?",
    tokens: 1,
    createdAt: "2026-01-02T03:04:05.678Z",
    ...facts,
  };
}

/** An answer as JSON. */
export function sampleAnswerJson(facts: ChatJson = {}): ChatJson {
  return {
    ...sampleQuestionJson({ id: "answer-1", parentId: "question-1", content: "That." }),
    role: "assistant",
    model: "fake-model",
    state: "complete",
    finishReason: "stop",
    errorCode: null,
    retryAt: null,
    leftOut: [],
    promptTokens: 3,
    completionTokens: 4,
    cachedPromptTokens: 2,
    finishedAt: "2026-01-02T03:04:06.789Z",
    thinking: { text: "Which one?", milliseconds: 1500, tokens: 3 },
    ...facts,
  };
}

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "Zwei\nZeilen 🙂",
    "",
    "    indented\n",
    "\n\n\tafter blank lines  ",
    "\r\n \u00a0",
  ),
);
const when = fc.date({ min: new Date(1), max: new Date("2026-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());

/** Any chat: a tree in which questions and answers alternate. */
export const chatJsons: fc.Arbitrary<ChatJson> = fc.record({
  id: fc.uuid(),
  title: fc.stringMatching(/^[\w ~!é🙂]{0,30}x$/).map((title) => title.trim().replace(/ +/g, " ")),
  times: fc.tuple(when, when),
  flags: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  temperature: fc.constantFrom(0, 0.3, 2),
  nodes: fc.array(
    fc.record({
      at: fc.nat(),
      text,
      when,
      state: fc.constantFrom("complete", "stopped", "failed", "interrupted"),
    }),
    { minLength: 1, maxLength: 25 },
  ),
}).map(({ id, title, times, flags, temperature, nodes }) => {
  const messages: ChatJson[] = [];
  for (const [index, { at, text, when, state }] of nodes.entries()) {
    const answers = [null, ...messages.filter(({ role }) => role === "assistant")];
    const parentId = answers[at % answers.length]?.id ?? null;
    const facts = { id: `${id}-${2 * index}`, parentId, content: text, createdAt: when };
    messages.push(sampleQuestionJson(facts));
    const answer = { id: `${id}-${2 * index + 1}`, parentId: facts.id, content: text };
    const errorCode = state === "failed" ? "upstream_broken_off" : null;
    const ended = { createdAt: when, finishedAt: when, state, errorCode };
    messages.push(sampleAnswerJson({ ...answer, ...ended }));
  }
  const leaf = messages.findLast(({ id }) => !messages.some(({ parentId }) => parentId === id))!;
  const sample = sampleChatJson();
  return {
    ...sample,
    id,
    title,
    createdAt: times[0],
    updatedAt: times[1],
    messages,
    activeLeaf: leaf.id,
    pinned: flags[0],
    archived: flags[1],
    status: flags[2] ? "active" : "ended",
    config: { ...sample.config, temperature },
  };
});

/** A chat with numbered ids, and without the counts that an import makes anew. */
export function withoutIds(chat: ChatJson): ChatJson {
  const messages = [...chat.messages as ChatJson[]];
  const names = new Map(messages.map(({ id }, index) => [id, index]));
  const name = (id: string | null) => id === null ? null : names.get(id);
  return {
    ...chat,
    id: null,
    activeLeaf: name(chat.activeLeaf),
    memoryBeginsAt: name(chat.memoryBeginsAt),
    messages: messages.map((message) => ({
      ...message,
      id: name(message.id),
      parentId: name(message.parentId),
      tokens: null,
    })),
  };
}
