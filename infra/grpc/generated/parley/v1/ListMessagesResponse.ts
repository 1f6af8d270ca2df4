// Original file: proto/parley/v1/chat_service.proto

import type { Message as _parley_v1_Message, Message__Output as _parley_v1_Message__Output } from '../../parley/v1/Message.ts';

export interface ListMessagesResponse {
  'messages'?: (_parley_v1_Message)[];
  'next_page_token'?: (string);
}

export interface ListMessagesResponse__Output {
  'messages': (_parley_v1_Message__Output)[];
  'next_page_token': (string);
}
