// Original file: proto/parley/v1/chat_service.proto

import type { AnswerEvent as _parley_v1_AnswerEvent, AnswerEvent__Output as _parley_v1_AnswerEvent__Output } from '../../parley/v1/AnswerEvent.ts';

export interface StartChatResponse {
  'event'?: (_parley_v1_AnswerEvent | null);
}

export interface StartChatResponse__Output {
  'event': (_parley_v1_AnswerEvent__Output | null);
}
