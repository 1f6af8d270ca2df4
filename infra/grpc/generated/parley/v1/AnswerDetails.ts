// Original file: proto/parley/v1/chat_service.proto

import type { AnswerState as _parley_v1_AnswerState, AnswerState__Output as _parley_v1_AnswerState__Output } from '../../parley/v1/AnswerState.ts';
import type { FinishReason as _parley_v1_FinishReason, FinishReason__Output as _parley_v1_FinishReason__Output } from '../../parley/v1/FinishReason.ts';
import type { TokenUsage as _parley_v1_TokenUsage, TokenUsage__Output as _parley_v1_TokenUsage__Output } from '../../parley/v1/TokenUsage.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { Source as _parley_v1_Source, Source__Output as _parley_v1_Source__Output } from '../../parley/v1/Source.ts';
import type { Long } from '@grpc/proto-loader';

export interface AnswerDetails {
  'model'?: (string);
  'state'?: (_parley_v1_AnswerState);
  'finish_reason'?: (_parley_v1_FinishReason);
  'error_reason'?: (string);
  'token_usage'?: (_parley_v1_TokenUsage | null);
  'finish_time'?: (_google_protobuf_Timestamp | null);
  'position'?: (number | string | Long);
  'finish_detail'?: (string);
  'retry_time'?: (_google_protobuf_Timestamp | null);
  'thinking_position'?: (number | string | Long);
  'thinking_duration'?: (_google_protobuf_Duration | null);
  'thinking_tokens'?: (number | string | Long);
  'left_out'?: (string)[];
  'sources'?: (_parley_v1_Source)[];
}

export interface AnswerDetails__Output {
  'model': (string);
  'state': (_parley_v1_AnswerState__Output);
  'finish_reason': (_parley_v1_FinishReason__Output);
  'error_reason': (string);
  'token_usage': (_parley_v1_TokenUsage__Output | null);
  'finish_time': (_google_protobuf_Timestamp__Output | null);
  'position': (string);
  'finish_detail': (string);
  'retry_time': (_google_protobuf_Timestamp__Output | null);
  'thinking_position': (string);
  'thinking_duration': (_google_protobuf_Duration__Output | null);
  'thinking_tokens': (string);
  'left_out': (string)[];
  'sources': (_parley_v1_Source__Output)[];
}
