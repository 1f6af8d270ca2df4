// Original file: proto/parley/v1/chat_service.proto


export interface SearchChatsRequest {
  'query'?: (string);
  'page_size'?: (number);
  'page_token'?: (string);
}

export interface SearchChatsRequest__Output {
  'query': (string);
  'page_size': (number);
  'page_token': (string);
}
