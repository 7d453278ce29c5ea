/** The ChatKit protocol's types, as types only: nothing of the backend is bundled. */
export type {
  Annotation,
  AssistantContent,
  AssistantMessageItem,
  Attachment,
  ChatKitRequestBody,
  ErrorEvent,
  Feedback,
  ItemUpdate,
  Page,
  Source,
  Thread,
  ThreadStreamEvent,
  UploadDescriptor,
  UserMessageItem,
  VisibleItem,
  WorkflowItem,
} from '../../../backend/src/chatkit/schemas.ts'
