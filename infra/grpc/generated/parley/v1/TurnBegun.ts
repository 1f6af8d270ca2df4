// Original file: proto/parley/v1/chat_service.proto


export interface TurnBegun {
  'chat_id'?: (string);
  'question_id'?: (string);
  'answer_ids'?: (string)[];
}

export interface TurnBegun__Output {
  'chat_id': (string);
  'question_id': (string);
  'answer_ids': (string)[];
}
