// Original file: proto/parley/v1/chat_service.proto


export interface GetMessageRequest {
  'chat_id'?: (string);
  'message_id'?: (string);
}

export interface GetMessageRequest__Output {
  'chat_id': (string);
  'message_id': (string);
}
