import type { FinishReason } from "../../../domain/models/completion_provider.ts";
import type {
  Answer,
  AnswerState,
  Message as DomainMessage,
} from "../../../domain/chats/message.ts";
import type { AnswerDetails } from "../generated/parley/v1/AnswerDetails.ts";
import type { AnswerState as ProtoAnswerState } from "../generated/parley/v1/AnswerState.ts";
import type { FinishReason as ProtoFinishReason } from "../generated/parley/v1/FinishReason.ts";
import type { Message } from "../generated/parley/v1/Message.ts";
import { reasonOf } from "../status_from_error.ts";
import { toTokenUsage } from "./to_chat.ts";
import { toTimestamp } from "./to_timestamp.ts";

const states: Record<AnswerState, ProtoAnswerState> = {
  streaming: "ANSWER_STATE_STREAMING",
  complete: "ANSWER_STATE_COMPLETE",
  stopped: "ANSWER_STATE_STOPPED",
  failed: "ANSWER_STATE_FAILED",
  interrupted: "ANSWER_STATE_INTERRUPTED",
};

const finishReasons: Record<FinishReason, ProtoFinishReason> = {
  stop: "FINISH_REASON_STOP",
  length: "FINISH_REASON_LENGTH",
  content_filter: "FINISH_REASON_CONTENT_FILTER",
};

/** Converts a message. @param versionIds Ids of its versions; none if it is the only one. */
export function toMessage(message: DomainMessage, versionIds: readonly string[] = []): Message {
  const isAnswer = message.role === "assistant";
  return {
    id: message.id,
    chat_id: message.chatId,
    parent_id: message.parentId ?? "",
    role: isAnswer ? "MESSAGE_ROLE_ASSISTANT" : "MESSAGE_ROLE_USER",
    content: message.content.toWellFormed(),
    create_time: toTimestamp(message.createdAt),
    ...isAnswer && { answer: toAnswerDetails(message) },
    version_ids: [...versionIds],
  };
}

/** Converts the fields that only answers have. */
export function toAnswerDetails(answer: Answer): AnswerDetails {
  const { state, promptTokens, completionTokens, finishReason, errorCode, finishedAt } = answer;
  const isBilled = promptTokens !== null && completionTokens !== null;
  return {
    model: answer.model,
    state: states[state],
    finish_reason: finishReason ? finishReasons[finishReason] : "FINISH_REASON_UNSPECIFIED",
    error_reason: state === "failed" ? reasonOf(errorCode ?? "internal") : "",
    ...isBilled && { token_usage: toTokenUsage({ promptTokens, completionTokens }) },
    ...finishedAt && { finish_time: toTimestamp(finishedAt) },
    position: answer.content.length,
  };
}
