// Original file: proto/parley/v1/chat_service.proto


export interface GetChatRequest {
  'chat_id'?: (string);
}

export interface GetChatRequest__Output {
  'chat_id': (string);
}
