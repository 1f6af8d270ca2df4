// Original file: proto/parley/v1/chat_service.proto

export const ChatStatus = {
  CHAT_STATUS_UNSPECIFIED: 'CHAT_STATUS_UNSPECIFIED',
  CHAT_STATUS_ACTIVE: 'CHAT_STATUS_ACTIVE',
  CHAT_STATUS_ENDED: 'CHAT_STATUS_ENDED',
} as const;

export type ChatStatus =
  | 'CHAT_STATUS_UNSPECIFIED'
  | 0
  | 'CHAT_STATUS_ACTIVE'
  | 1
  | 'CHAT_STATUS_ENDED'
  | 2

export type ChatStatus__Output = typeof ChatStatus[keyof typeof ChatStatus]
