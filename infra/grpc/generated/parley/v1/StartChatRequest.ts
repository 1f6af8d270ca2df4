// Original file: proto/parley/v1/chat_service.proto

import type { ChatSettings as _parley_v1_ChatSettings, ChatSettings__Output as _parley_v1_ChatSettings__Output } from '../../parley/v1/ChatSettings.ts';

export interface StartChatRequest {
  'message'?: (string);
  'request_id'?: (string);
  'system_message'?: (string);
  'settings'?: (_parley_v1_ChatSettings | null);
  '_system_message'?: "system_message";
}

export interface StartChatRequest__Output {
  'message': (string);
  'request_id': (string);
  'system_message'?: (string);
  'settings': (_parley_v1_ChatSettings__Output | null);
  '_system_message'?: "system_message";
}
