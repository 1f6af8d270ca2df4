import { z } from "zod";
import type { Turn } from "../../../domain/chats/message.ts";
import type { TurnEvent } from "../../../domain/answers/turn_follow.ts";
import { idField, positionField } from "../fields.ts";
import { problemSchema } from "../../problems/json.ts";
import { answerDetailsSchema, answerJson, messageSchema } from "../chats/message_schema.ts";

/** A question that is stored, and the answers that are being made for it. */
export const turnBegunSchema = z.object({
  chat_id: idField("The chat."),
  question_id: idField("The question; it is stored."),
  answer_ids: z.array(idField("An answer.")).min(1),
}).meta({ description: "First event of a stream: what was begun." });

/** More of an answer's text. */
export const textDeltaSchema = z.object({
  index: z.int().min(0).meta({
    description: "The answer's index in `answer_ids`; 0 for an answer that is followed alone.",
  }),
  text: z.string().meta({
    description: "The next piece of text; never half a character.",
    examples: ["Because air"],
  }),
  position: positionField.meta({
    examples: [11],
    description: "Where the answer's text ends now.",
  }),
}).meta({ description: "More of an answer's text." });

/** More of a model's thinking. */
export const thinkingDeltaSchema = z.object({
  index: textDeltaSchema.shape.index,
  text: z.string().meta({
    description: "The next piece of thinking; never half a character.",
    examples: ["The question is about"],
  }),
  position: positionField.meta({
    examples: [21],
    description: "Where the thinking ends now; not a position in the answer's text.",
  }),
}).meta({ description: "More of what the model thinks before and while it answers." });

/** How an answer ended. */
export const answerEndedSchema = z.object({
  index: textDeltaSchema.shape.index,
  answer: answerDetailsSchema,
}).meta({
  description:
    "How an answer ended. Its position is the end of the text, which is the sum of all deltas; it is " +
    "less only if the process that made the answer died, or if the model's server told only " +
    "afterwards that the beginning of the text was thinking.",
});

/** The data of an event. */
export const answerEventSchema = z.union([
  turnBegunSchema,
  textDeltaSchema,
  thinkingDeltaSchema,
  answerEndedSchema,
  problemSchema,
]).meta({
  description:
    "The JSON in `data` of a server-sent event: in `begun` a TurnBegun, in `delta` a TextDelta, in " +
    "`thinking` a ThinkingDelta, in `ended` an AnswerEnded, and in `problem`, which replaces the " +
    "remaining events, a Problem.",
  examples: [{ index: 0, text: "Because air", position: 11 }],
});

/** A turn whose answers have ended. */
export const turnSchema = turnBegunSchema.extend({
  answers: z.array(messageSchema).meta({ description: "The answers, which have ended." }),
}).meta({ description: "A question, and its answers when all of them have ended." });

/** Converts the beginning of a turn to JSON. */
export function turnBegunJson(
  { chatId, question, answers }: Turn,
): z.infer<typeof turnBegunSchema> {
  return { chat_id: chatId, question_id: question.id, answer_ids: answers.map(({ id }) => id) };
}

/** Converts an event of a turn to JSON. */
export function turnEventJson(
  event: TurnEvent,
): z.infer<typeof textDeltaSchema> | z.infer<typeof answerEndedSchema> {
  const { index } = event;
  if (event.kind === "ended") return { index, answer: answerJson(event.answer) };
  return { index, text: event.text, position: event.position };
}
