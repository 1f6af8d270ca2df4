import type { Answer } from "../../domain/chats/message.ts";
import { finishReasonParts } from "../../domain/models/finish_reason.ts";
import type { Texts } from "../texts/texts.ts";

type AnswerFactsProps = { readonly t: Texts; readonly answer: Answer };

/** The line under an answer: time, model, tokens, and why the answer ended. */
export function AnswerFacts({ t, answer }: AnswerFactsProps) {
  const at = answer.finishedAt ?? answer.createdAt;
  const facts = [t.format.dateTime(at), answer.model, ...tokensOf(t, answer), endOf(t, answer)];
  return <span class="answer-facts">{facts.join(" · ")}</span>;
}

/** Only the first of several answers to a question has the prompt's tokens. */
function tokensOf(t: Texts, { promptTokens, completionTokens }: Answer): string[] {
  const written = completionTokens ?? 0;
  const count = t.format.number(written);
  if (promptTokens) {
    return [t.branches.tokens(t.format.number(promptTokens), count)];
  }
  return written > 0 ? [t.chat.tokens(count, written === 1)] : [];
}

function endOf(t: Texts, { state, finishReason }: Answer): string {
  if (state !== "complete" && state !== "streaming") return t.branches.ends[state];
  return t.branches.ends[finishReasonParts(finishReason ?? "stop").kind];
}
