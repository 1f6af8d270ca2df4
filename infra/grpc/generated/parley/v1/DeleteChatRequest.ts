// Original file: proto/parley/v1/chat_service.proto


export interface DeleteChatRequest {
  'chat_id'?: (string);
}

export interface DeleteChatRequest__Output {
  'chat_id': (string);
}
