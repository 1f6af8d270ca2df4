import type { Answer } from "../../domain/chats/message.ts";
import { finishReasonParts } from "../../domain/models/finish_reason.ts";
import type { Texts } from "../texts/texts.ts";

type AnswerFactsProps = { readonly t: Texts; readonly answer: Answer };

/** The line under an answer: time, model, tokens, and why the answer ended. */
export function AnswerFacts({ t, answer }: AnswerFactsProps) {
  const at = answer.finishedAt ?? answer.createdAt;
  const facts = [
    t.format.dateTime(at),
    answer.model,
    ...tokensOf(t, answer),
    ...changesOf(t, answer),
    endOf(t, answer),
  ];
  return <span class="answer-facts">{facts.join(" · ")}</span>;
}

/** Only the first of several answers to a question has the prompt's tokens. */
function tokensOf(t: Texts, answer: Answer): string[] {
  const { promptTokens, completionTokens, cachedPromptTokens } = answer;
  const written = completionTokens ?? 0;
  const thought = answer.thinking?.tokens ?? 0;
  const parts = thought > 0 ? ` (${t.chat.thinkingTokens(t.format.number(thought))})` : "";
  const count = t.format.number(written) + parts;
  if (promptTokens) {
    const read = t.format.number(promptTokens);
    const cached = t.format.number(cachedPromptTokens ?? 0);
    return [t.branches.tokens(cachedPromptTokens ? t.branches.cached(read, cached) : read, count)];
  }
  return written > 0 ? [t.chat.tokens(count, written === 1)] : [];
}

/** What the model was not asked for, because it doesn't take it. */
function changesOf(t: Texts, { leftOut }: Answer): string[] {
  const limit = leftOut.find((setting) => setting.includes("="))?.split("=")[1];
  const names = leftOut.filter((setting) => !setting.includes("="));
  return [
    ...names.length > 0 ? [t.branches.without(t.format.list(names))] : [],
    ...limit ? [t.branches.limitedTo(t.format.number(Number(limit)))] : [],
  ];
}

function endOf(t: Texts, { state, finishReason }: Answer): string {
  if (state !== "complete" && state !== "streaming") return t.branches.ends[state];
  return t.branches.ends[finishReasonParts(finishReason ?? "stop").kind];
}
