// Original file: proto/parley/v1/chat_service.proto


export interface ShareChatRequest {
  'chat_id'?: (string);
}

export interface ShareChatRequest__Output {
  'chat_id': (string);
}
