import type { Api } from '~/api/client'
import type { Attachment } from '~/api/protocol'
import { upload } from '~/api/upload'

/** Announces a file, then sends its bytes to where the API wants them. */
export async function uploadAttachment(
  api: Api,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Attachment> {
  const announced = await api.chatkit('attachments.create', describe(file), signal)
  if (!announced.upload_descriptor) return announced
  const answer = await upload({ ...announced.upload_descriptor, body: file, onProgress, signal })
  return answer.startsWith('{') ? JSON.parse(answer) : announced
}

export function describe(file: File) {
  return {
    name: file.name,
    size: file.size,
    mime_type: file.type || 'application/octet-stream',
  }
}
