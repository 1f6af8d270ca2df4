// Original file: proto/parley/v1/chat_service.proto


export interface UnshareChatRequest {
  'chat_id'?: (string);
}

export interface UnshareChatRequest__Output {
  'chat_id': (string);
}
