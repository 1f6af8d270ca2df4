// Original file: proto/parley/v1/chat_service.proto


export interface ListMessagesRequest {
  'chat_id'?: (string);
  'page_size'?: (number);
  'page_token'?: (string);
}

export interface ListMessagesRequest__Output {
  'chat_id': (string);
  'page_size': (number);
  'page_token': (string);
}
