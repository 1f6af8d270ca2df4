// Original file: proto/chat.proto


export interface ChatRequest {
  'chat_id'?: (string);
  'user_id'?: (string);
  'user_message'?: (string);
  '_chat_id'?: "chat_id";
}

export interface ChatRequest__Output {
  'chat_id'?: (string);
  'user_id': (string);
  'user_message': (string);
  '_chat_id'?: "chat_id";
}
