// Original file: proto/parley/v1/chat_service.proto

import type { Chat as _parley_v1_Chat, Chat__Output as _parley_v1_Chat__Output } from '../../parley/v1/Chat.ts';

export interface EndChatResponse {
  'chat'?: (_parley_v1_Chat | null);
}

export interface EndChatResponse__Output {
  'chat': (_parley_v1_Chat__Output | null);
}
