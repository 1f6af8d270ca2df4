// Original file: proto/parley/v1/chat_service.proto


export interface EndChatRequest {
  'chat_id'?: (string);
}

export interface EndChatRequest__Output {
  'chat_id': (string);
}
