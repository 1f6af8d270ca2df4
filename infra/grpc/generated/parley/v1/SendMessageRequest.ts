// Original file: proto/parley/v1/chat_service.proto


export interface SendMessageRequest {
  'chat_id'?: (string);
  'message'?: (string);
  'request_id'?: (string);
  'replaces'?: (string);
  '_replaces'?: "replaces";
}

export interface SendMessageRequest__Output {
  'chat_id': (string);
  'message': (string);
  'request_id': (string);
  'replaces'?: (string);
  '_replaces'?: "replaces";
}
