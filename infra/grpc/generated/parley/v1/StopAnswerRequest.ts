// Original file: proto/parley/v1/chat_service.proto


export interface StopAnswerRequest {
  'chat_id'?: (string);
  'answer_id'?: (string);
}

export interface StopAnswerRequest__Output {
  'chat_id': (string);
  'answer_id': (string);
}
