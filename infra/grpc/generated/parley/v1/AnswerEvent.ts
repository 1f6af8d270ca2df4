// Original file: proto/parley/v1/chat_service.proto

import type { TurnBegun as _parley_v1_TurnBegun, TurnBegun__Output as _parley_v1_TurnBegun__Output } from '../../parley/v1/TurnBegun.ts';
import type { TextDelta as _parley_v1_TextDelta, TextDelta__Output as _parley_v1_TextDelta__Output } from '../../parley/v1/TextDelta.ts';
import type { AnswerEnded as _parley_v1_AnswerEnded, AnswerEnded__Output as _parley_v1_AnswerEnded__Output } from '../../parley/v1/AnswerEnded.ts';
import type { ThinkingDelta as _parley_v1_ThinkingDelta, ThinkingDelta__Output as _parley_v1_ThinkingDelta__Output } from '../../parley/v1/ThinkingDelta.ts';

export interface AnswerEvent {
  'begun'?: (_parley_v1_TurnBegun | null);
  'delta'?: (_parley_v1_TextDelta | null);
  'ended'?: (_parley_v1_AnswerEnded | null);
  'thinking'?: (_parley_v1_ThinkingDelta | null);
  'event'?: "begun"|"delta"|"ended"|"thinking";
}

export interface AnswerEvent__Output {
  'begun'?: (_parley_v1_TurnBegun__Output | null);
  'delta'?: (_parley_v1_TextDelta__Output | null);
  'ended'?: (_parley_v1_AnswerEnded__Output | null);
  'thinking'?: (_parley_v1_ThinkingDelta__Output | null);
  'event'?: "begun"|"delta"|"ended"|"thinking";
}
