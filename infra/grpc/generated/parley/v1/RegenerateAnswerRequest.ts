// Original file: proto/parley/v1/chat_service.proto


export interface RegenerateAnswerRequest {
  'chat_id'?: (string);
  'question_id'?: (string);
  'request_id'?: (string);
}

export interface RegenerateAnswerRequest__Output {
  'chat_id': (string);
  'question_id': (string);
  'request_id': (string);
}
