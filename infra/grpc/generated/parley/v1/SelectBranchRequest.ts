// Original file: proto/parley/v1/chat_service.proto


export interface SelectBranchRequest {
  'chat_id'?: (string);
  'message_id'?: (string);
}

export interface SelectBranchRequest__Output {
  'chat_id': (string);
  'message_id': (string);
}
