// Original file: proto/parley/v1/chat_service.proto

import type { Message as _parley_v1_Message, Message__Output as _parley_v1_Message__Output } from '../../parley/v1/Message.ts';

export interface GetMessageResponse {
  'message'?: (_parley_v1_Message | null);
}

export interface GetMessageResponse__Output {
  'message': (_parley_v1_Message__Output | null);
}
