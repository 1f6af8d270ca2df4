import assert from "node:assert/strict";
import type { CompletionProvider } from "../../domain/models/completion_provider.ts";
import type { Answer } from "../../domain/chats/message.ts";
import { finishReasonParts } from "../../domain/models/finish_reason.ts";
import { paths } from "../../views/paths.ts";
import { chatTexts } from "../../views/texts/chat.ts";
import { startTestSite } from "../routes/test_site.ts";
import { answered } from "../support/app/test_app.ts";
import { createProvider } from "../support/upstream/completions.ts";
import { startFakeOpenAI } from "../support/upstream/fake_openai.ts";
import { type Expected, type ServerCase, serverScript } from "../support/upstream/model_server.ts";
import { modelServers } from "../support/upstream/model_servers.ts";

const texts = chatTexts.en;

for (const { name, cases } of modelServers) {
  Deno.test(`the page says what happened when the server is ${name} and`, async (t) => {
    await using shown = await startShow();
    for (const serverCase of cases) {
      await t.step(serverCase.behaviour, async () => {
        const { answer, html } = await shown.play(serverCase);
        assertStored(answer, serverCase.expected);
        const [note = ""] = notesIn(html);
        assert.match(note, noteOf(answer));
        assert.equal(
          html.includes(`>${texts.retry}<`),
          note !== "" && isUnhelpful(answer),
          "Retry",
        );
        const offersContinue = html.includes(`>${texts.continue}<`);
        assert.equal(offersContinue, /\bContinue\b/.test(serverCase.shown), "Continue");
      });
    }
  });
}

/** A site whose model's server plays one case after another. */
async function startShow() {
  await using stack = new AsyncDisposableStack();
  const upstream = stack.use(await startFakeOpenAI());
  let current = createProvider(upstream);
  const provider: CompletionProvider = {
    complete: (request, signal) => current.complete(request, signal),
    warm: () => current.warm(),
  };
  const { app, signUp } = stack.use(await startTestSite({ deps: { provider } }));
  const { visitor, user } = await signUp();
  const owned = stack.move();
  return {
    async play(serverCase: ServerCase): Promise<{ answer: Answer; html: string }> {
      // A new one, because it remembers what a server has refused.
      current = createProvider(upstream);
      const script = serverScript(serverCase);
      upstream.enqueue(...new Array(serverCase.expected.requests ?? 1).fill(script));
      const { config } = serverCase;
      const turn = await app.startChat({ userId: user.id, message: "Hello", config });
      const answer = await answered(app, turn);
      return { answer, html: await (await visitor.get(paths.chat(turn.chatId))).text() };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function assertStored(answer: Answer, { text, finish, usage, error = null }: Expected): void {
  assert.equal(answer.state, error === null ? "complete" : "failed");
  assert.equal(answer.errorCode, error);
  if (text !== undefined) assert.equal(answer.content, text);
  if (finish !== undefined) assert.equal(answer.finishReason, finish?.reason ?? null);
  const { promptTokens, completionTokens } = answer;
  if (usage) {
    assert.deepEqual([promptTokens, completionTokens], [
      usage.promptTokens,
      usage.completionTokens,
    ]);
    assert.equal(answer.cachedPromptTokens, usage.cachedPromptTokens ?? null);
  } else if (error !== null && answer.content === "") {
    assert.deepEqual([promptTokens, completionTokens], [0, 0]);
  }
}

function notesIn(html: string): string[] {
  return [...html.matchAll(/<p class="note [a-z]+">(.*?)<\/p>/gs)].map(([, note]) => note!);
}

/** The beginning of the note that a person has to see under this answer. */
function noteOf({ errorCode, finishReason, content }: Answer): RegExp {
  if (errorCode) return beginning(texts.passing[errorCode] ?? texts.failures[errorCode]);
  const { kind, detail } = finishReasonParts(finishReason ?? "stop");
  if (kind === "length") return beginning(texts.reachedLength);
  if (kind === "content_filter") return beginning(texts.filtered);
  if (kind === "unknown") return beginning(texts.unknownEnd(detail));
  return content.trim() === "" ? beginning(texts.noText) : /^$/;
}

function beginning(text: string): RegExp {
  const sentence = text.split(/(?<=\.) /)[0]!.replace(/\.$/, "");
  return new RegExp(`^${sentence.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
}

/** Whether the page offers to try again rather than to regenerate. */
function isUnhelpful({ state, finishReason, content }: Answer): boolean {
  return state !== "complete" || finishReason === "content_filter" || content.trim() === "";
}
