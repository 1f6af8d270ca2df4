// Original file: proto/parley/v1/chat_service.proto

export const ExportFormat = {
  EXPORT_FORMAT_UNSPECIFIED: 'EXPORT_FORMAT_UNSPECIFIED',
  EXPORT_FORMAT_MARKDOWN: 'EXPORT_FORMAT_MARKDOWN',
  EXPORT_FORMAT_JSON: 'EXPORT_FORMAT_JSON',
} as const;

export type ExportFormat =
  | 'EXPORT_FORMAT_UNSPECIFIED'
  | 0
  | 'EXPORT_FORMAT_MARKDOWN'
  | 1
  | 'EXPORT_FORMAT_JSON'
  | 2

export type ExportFormat__Output = typeof ExportFormat[keyof typeof ExportFormat]
