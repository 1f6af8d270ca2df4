// Original file: proto/parley/v1/chat_service.proto


export interface ImportOmissions {
  'pictures'?: (number);
  'recordings'?: (number);
  'files'?: (number);
  'thoughts'?: (number);
  'tool_steps'?: (number);
  'others'?: (number);
}

export interface ImportOmissions__Output {
  'pictures': (number);
  'recordings': (number);
  'files': (number);
  'thoughts': (number);
  'tool_steps': (number);
  'others': (number);
}
