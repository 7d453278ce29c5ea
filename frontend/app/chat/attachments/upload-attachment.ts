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
  try {
    const answer = await upload({ ...announced.upload_descriptor, body: file, onProgress, signal })
    return answer.startsWith('{') ? JSON.parse(answer) : announced
  } catch (error) {
    // What was announced takes room until it is taken back, though it never came.
    void api.chatkit('attachments.delete', { attachment_id: announced.id }).catch(() => {})
    throw error
  }
}

export function describe(file: File) {
  return {
    name: file.name,
    size: file.size,
    mime_type: file.type || 'application/octet-stream',
  }
}
