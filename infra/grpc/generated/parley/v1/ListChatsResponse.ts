// Original file: proto/parley/v1/chat_service.proto

import type { Chat as _parley_v1_Chat, Chat__Output as _parley_v1_Chat__Output } from '../../parley/v1/Chat.ts';

export interface ListChatsResponse {
  'chats'?: (_parley_v1_Chat)[];
  'next_page_token'?: (string);
}

export interface ListChatsResponse__Output {
  'chats': (_parley_v1_Chat__Output)[];
  'next_page_token': (string);
}
