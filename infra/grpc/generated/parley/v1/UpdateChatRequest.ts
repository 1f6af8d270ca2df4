// Original file: proto/parley/v1/chat_service.proto

import type { Chat as _parley_v1_Chat, Chat__Output as _parley_v1_Chat__Output } from '../../parley/v1/Chat.ts';
import type { FieldMask as _google_protobuf_FieldMask, FieldMask__Output as _google_protobuf_FieldMask__Output } from '../../google/protobuf/FieldMask.ts';

export interface UpdateChatRequest {
  'chat'?: (_parley_v1_Chat | null);
  'update_mask'?: (_google_protobuf_FieldMask | null);
}

export interface UpdateChatRequest__Output {
  'chat': (_parley_v1_Chat__Output | null);
  'update_mask': (_google_protobuf_FieldMask__Output | null);
}
