// Original file: proto/chat.proto


export interface ChatResponse {
  'chat_id'?: (string);
  'user_id'?: (string);
  'content'?: (string);
}

export interface ChatResponse__Output {
  'chat_id': (string);
  'user_id': (string);
  'content': (string);
}
