// Original file: proto/parley/v1/chat_service.proto


export interface ListChatsRequest {
  'page_size'?: (number);
  'page_token'?: (string);
  'archived'?: (boolean);
}

export interface ListChatsRequest__Output {
  'page_size': (number);
  'page_token': (string);
  'archived': (boolean);
}
