// Original file: proto/parley/v1/chat_service.proto

export const MessageRole = {
  MESSAGE_ROLE_UNSPECIFIED: 'MESSAGE_ROLE_UNSPECIFIED',
  MESSAGE_ROLE_USER: 'MESSAGE_ROLE_USER',
  MESSAGE_ROLE_ASSISTANT: 'MESSAGE_ROLE_ASSISTANT',
} as const;

export type MessageRole =
  | 'MESSAGE_ROLE_UNSPECIFIED'
  | 0
  | 'MESSAGE_ROLE_USER'
  | 1
  | 'MESSAGE_ROLE_ASSISTANT'
  | 2

export type MessageRole__Output = typeof MessageRole[keyof typeof MessageRole]
