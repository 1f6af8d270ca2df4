import type { Answer } from "../../../domain/chats/message.ts";
import type { ComposerProps } from "../../../views/answers/composer.tsx";
import type { EditFormProps } from "../../../views/answers/edit_form.tsx";
import type { MessageListProps } from "../../../views/answers/message_list.tsx";
import type { AnswerProps } from "../../../views/answers/message_view.tsx";
import { sampleAnswer, sampleQuestion } from "../../support/app/sample_messages.ts";
import { sampleTexts } from "../../support/app/sample_texts.ts";

/** An answer with its HTML. */
export function answerProps(facts: Partial<Answer> & { id: string }): AnswerProps {
  const answer = sampleAnswer({ parentId: "q1", ...facts });
  return {
    t: sampleTexts,
    answer,
    html: `<p>rendered ${facts.id}</p>`,
    isLast: true,
    isOpen: true,
  };
}

/** A composer for a reply. */
export function composerProps(facts: Partial<ComposerProps> = {}): ComposerProps {
  return {
    t: sampleTexts,
    chatId: "chat",
    state: { type: "ready" },
    idempotencyKey: "request-1",
    ...facts,
  };
}

/** The form that edits a question, with `text` as every text. */
export function editFormProps(text: string): EditFormProps {
  return {
    t: sampleTexts,
    chatId: "chat",
    messageId: "q1",
    idempotencyKey: "request-1",
    message: text,
    error: text,
  };
}

/** A question, and an answer in every state, with `text` as every text. */
export function messageListProps(text: string): MessageListProps {
  const states = ["streaming", "complete", "stopped", "failed", "interrupted"] as const;
  return {
    t: sampleTexts,
    chatId: "chat",
    messages: [
      {
        t: sampleTexts,
        isOpen: true,
        versions: ["q0", "q1"],
        question: sampleQuestion({ id: "q1", content: text }),
      },
      ...states.map((state) => ({
        ...answerProps({ id: `answer-${state}`, parentId: `q-${state}`, state, model: text }),
        versions: [`answer-${state}`, `other-${state}`],
      })),
    ],
    hasOlder: true,
    hasNewer: true,
    memoryBeginsAt: "answer-failed",
  };
}
