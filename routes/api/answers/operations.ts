import { z } from "zod";
import { newSettingsSchema, systemMessageField } from "../chats/schema.ts";
import {
  decimalNumber,
  idempotencyKeyHeader,
  namedIdField,
  positionField,
  resumeField,
} from "../fields.ts";
import { messageField, messageSchema } from "../chats/message_schema.ts";
import { operation } from "../open_api/operation.ts";
import { turnSchema } from "./schema.ts";

const GOING_AWAY =
  "Hanging up stops the answers, unless the call has an Idempotency-Key: then the client can come " +
  "back for them, with the same call or by following the answers.";

const turnHeaders = z.object({
  "Idempotency-Key": idempotencyKeyHeader,
  "Last-Event-ID": resumeField,
});

const turnErrors = [
  ...[
    "invalid_argument",
    "message_too_long",
    "storage_full",
    "rate_limited",
    "unavailable",
  ] as const,
] as const;

/** Starts a chat. */
export const startChatOperation = operation({
  id: "startChat",
  group: "Chats",
  method: "post",
  path: "/chats",
  scope: "chat:write",
  summary: "Start a chat with its first question",
  description:
    `Returns the answer: as events while it is made, or in one piece when it has ended. ${GOING_AWAY}`,
  headers: turnHeaders,
  body: z.strictObject({
    message: messageField,
    system_message: systemMessageField.optional().meta({
      description:
        "Text that the model reads before the chat. Absent: the user's default, else the " +
        "server's.",
    }),
    settings: newSettingsSchema.optional(),
  }),
  example: { message: "Why is the sky blue?", settings: { temperature: 0.2 } },
  streams: true,
  result: {
    status: 201,
    description: "The chat has begun, and its answers have ended, in whatever state.",
    schema: turnSchema,
    headers: ["Location"],
  },
  errors: turnErrors,
});

/** Asks the next question. */
export const sendMessageOperation = operation({
  id: "sendMessage",
  group: "Messages",
  method: "post",
  path: "/chats/:chat/messages",
  scope: "chat:write",
  summary: "Ask the next question, or edit an earlier one",
  description: `Returns the answer, like startChat. ${GOING_AWAY}`,
  headers: turnHeaders,
  body: z.strictObject({
    message: messageField,
    replaces: namedIdField(
      "The question that this one replaces: it begins a new branch beside it. If absent, the " +
        "message goes to the end of the branch that is shown.",
    ).optional(),
  }),
  example: { message: "And at night?" },
  streams: true,
  result: {
    status: 201,
    description: "The question is asked, and its answers have ended, in whatever state.",
    schema: turnSchema,
    headers: ["Location"],
  },
  errors: ["not_found", "answer_in_progress", "chat_ended", ...turnErrors],
});

/** Answers a question again. */
export const regenerateAnswerOperation = operation({
  id: "regenerateAnswer",
  group: "Answers",
  method: "post",
  path: "/chats/:chat/answers",
  scope: "chat:write",
  summary: "Answer a question again",
  description: `The new answer is a further version beside the existing ones. ${GOING_AWAY}`,
  headers: turnHeaders,
  body: z.strictObject({ question_id: namedIdField("The question to answer again.") }),
  example: { question_id: "0199a1c4-5b7e-7c2d-9f30-6a1b2c3d4e5f" },
  streams: true,
  result: {
    status: 201,
    description: "The answers have ended, in whatever state.",
    schema: turnSchema,
    headers: ["Location"],
  },
  errors: ["not_found", "answer_in_progress", "chat_ended", ...turnErrors],
});

/** Continues an answer. */
export const continueAnswerOperation = operation({
  id: "continueAnswer",
  group: "Answers",
  method: "post",
  path: "/chats/:chat/answers/:answer/continue",
  scope: "chat:write",
  summary: "Continue an answer that was cut short",
  description:
    "The answer goes on in the same message, and the new text is returned. The position makes the " +
    "call idempotent: an answer that has already gone on from there is not continued twice. " +
    GOING_AWAY,
  headers: turnHeaders,
  body: z.strictObject({
    position: positionField.meta({
      description: "Where its text ends, as its last event or the list of messages said.",
    }),
  }),
  example: { position: 120 },
  streams: true,
  result: {
    status: 200,
    description: "The answer has ended again, in whatever state.",
    schema: turnSchema,
  },
  errors: ["not_found", "answer_in_progress", "chat_ended", "cannot_continue", ...turnErrors],
});

/** Follows an answer. */
export const followAnswerOperation = operation({
  id: "followAnswer",
  group: "Answers",
  method: "get",
  path: "/chats/:chat/answers/:answer",
  scope: "chat:read",
  summary: "Follow an answer to its end",
  description:
    "As events, the text comes from a position on: at once if the answer has ended, otherwise as " +
    "it is made, in any process. Without events, the answer comes in one piece when it has ended. " +
    "Hanging up stops nothing.",
  query: z.strictObject({
    position: z.preprocess(decimalNumber, positionField).default(0).meta({
      description: "Where the events begin: the position of the last delta received. " +
        "Last-Event-ID takes precedence.",
    }),
    thinking_position: z.preprocess(decimalNumber, positionField).default(0).meta({
      description: "Where the events of the thinking begin, in the same way.",
    }),
  }),
  headers: z.object({ "Last-Event-ID": resumeField }),
  streams: true,
  result: {
    status: 200,
    description: "The answer has ended, in whatever state.",
    schema: messageSchema,
    others: {
      204: "By its Last-Event-ID the client has all events and need not reconnect.",
    },
  },
  errors: ["not_found", "invalid_argument", "rate_limited", "unavailable"],
});

/** Stops an answer. */
export const stopAnswerOperation = operation({
  id: "stopAnswer",
  group: "Answers",
  method: "post",
  path: "/chats/:chat/answers/:answer/stop",
  scope: "chat:write",
  summary: "Stop an answer and keep its text",
  description: "Stopping an answer that has ended changes nothing.",
  result: { status: 204, description: "The answer is being stopped, or has ended." },
  errors: ["not_found"],
});
