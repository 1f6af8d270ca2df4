// Original file: proto/parley/v1/chat_service.proto

import type { MessageRole as _parley_v1_MessageRole, MessageRole__Output as _parley_v1_MessageRole__Output } from '../../parley/v1/MessageRole.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { AnswerDetails as _parley_v1_AnswerDetails, AnswerDetails__Output as _parley_v1_AnswerDetails__Output } from '../../parley/v1/AnswerDetails.ts';

export interface Message {
  'id'?: (string);
  'chat_id'?: (string);
  'parent_id'?: (string);
  'role'?: (_parley_v1_MessageRole);
  'content'?: (string);
  'create_time'?: (_google_protobuf_Timestamp | null);
  'answer'?: (_parley_v1_AnswerDetails | null);
  'version_ids'?: (string)[];
  'thinking'?: (string);
}

export interface Message__Output {
  'id': (string);
  'chat_id': (string);
  'parent_id': (string);
  'role': (_parley_v1_MessageRole__Output);
  'content': (string);
  'create_time': (_google_protobuf_Timestamp__Output | null);
  'answer': (_parley_v1_AnswerDetails__Output | null);
  'version_ids': (string)[];
  'thinking': (string);
}
