// Original file: proto/parley/v1/chat_service.proto

import type { ChatStatus as _parley_v1_ChatStatus, ChatStatus__Output as _parley_v1_ChatStatus__Output } from '../../parley/v1/ChatStatus.ts';
import type { ChatSettings as _parley_v1_ChatSettings, ChatSettings__Output as _parley_v1_ChatSettings__Output } from '../../parley/v1/ChatSettings.ts';
import type { TokenUsage as _parley_v1_TokenUsage, TokenUsage__Output as _parley_v1_TokenUsage__Output } from '../../parley/v1/TokenUsage.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface Chat {
  'id'?: (string);
  'title'?: (string);
  'system_message'?: (string);
  'status'?: (_parley_v1_ChatStatus);
  'settings'?: (_parley_v1_ChatSettings | null);
  'pinned'?: (boolean);
  'archived'?: (boolean);
  'active_leaf_id'?: (string);
  'answering_question_id'?: (string);
  'memory_begins_at_id'?: (string);
  'token_usage'?: (_parley_v1_TokenUsage | null);
  'create_time'?: (_google_protobuf_Timestamp | null);
  'update_time'?: (_google_protobuf_Timestamp | null);
  'etag'?: (string);
}

export interface Chat__Output {
  'id': (string);
  'title': (string);
  'system_message': (string);
  'status': (_parley_v1_ChatStatus__Output);
  'settings': (_parley_v1_ChatSettings__Output | null);
  'pinned': (boolean);
  'archived': (boolean);
  'active_leaf_id': (string);
  'answering_question_id': (string);
  'memory_begins_at_id': (string);
  'token_usage': (_parley_v1_TokenUsage__Output | null);
  'create_time': (_google_protobuf_Timestamp__Output | null);
  'update_time': (_google_protobuf_Timestamp__Output | null);
  'etag': (string);
}
