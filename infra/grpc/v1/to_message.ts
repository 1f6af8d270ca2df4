import { finishReasonParts, type KnownFinishReason } from "../../../domain/models/finish_reason.ts";
import {
  type Answer,
  type AnswerState,
  type Message as DomainMessage,
  thoughtIn,
} from "../../../domain/chats/message.ts";
import type { Duration } from "../generated/google/protobuf/Duration.ts";
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

const finishReasons: Record<KnownFinishReason | "unknown", ProtoFinishReason> = {
  stop: "FINISH_REASON_STOP",
  length: "FINISH_REASON_LENGTH",
  content_filter: "FINISH_REASON_CONTENT_FILTER",
  unknown: "FINISH_REASON_UNKNOWN",
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
    thinking: isAnswer ? thoughtIn(message).toWellFormed() : "",
  };
}

/** Converts the fields that only answers have. */
export function toAnswerDetails(answer: Answer): AnswerDetails {
  const { state, promptTokens, completionTokens, finishReason, errorCode, retryAt, finishedAt } =
    answer;
  const { cachedPromptTokens: cached, thinking } = answer;
  const isBilled = promptTokens !== null && completionTokens !== null;
  const reason = finishReason && finishReasonParts(finishReason);
  return {
    model: answer.model,
    state: states[state],
    finish_reason: reason ? finishReasons[reason.kind] : "FINISH_REASON_UNSPECIFIED",
    finish_detail: reason?.detail ?? "",
    error_reason: state === "failed" ? reasonOf(errorCode ?? "internal") : "",
    ...isBilled && {
      token_usage: {
        ...toTokenUsage({ promptTokens, completionTokens }),
        ...cached !== null && { cached_prompt_tokens: cached },
      },
    },
    left_out: [...answer.leftOut],
    ...retryAt && { retry_time: toTimestamp(retryAt) },
    ...finishedAt && { finish_time: toTimestamp(finishedAt) },
    position: answer.content.length,
    thinking_position: thoughtIn(answer).length,
    ...thinking && finishedAt && { thinking_duration: toDuration(thinking.milliseconds) },
    thinking_tokens: thinking?.tokens ?? 0,
    sources: (answer.sources ?? []).map(({ url, title }) => ({ url, title })),
  };
}

function toDuration(milliseconds: number): Duration {
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, nanos: (milliseconds - seconds * 1000) * 1_000_000 };
}
