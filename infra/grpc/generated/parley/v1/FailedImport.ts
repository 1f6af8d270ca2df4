// Original file: proto/parley/v1/chat_service.proto


export interface FailedImport {
  'name'?: (string);
  'reason'?: (string);
}

export interface FailedImport__Output {
  'name': (string);
  'reason': (string);
}
