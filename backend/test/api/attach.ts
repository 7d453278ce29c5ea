/** Attachments as a visitor's page uploads them: announced, then put at the address that came back. */
import type { ChatKitClient } from './chatkit-client.ts'

export async function announce(
  visitor: ChatKitClient,
  name: string,
  mime_type: string,
  size: number,
) {
  const attachment = await visitor.ask('attachments.create', { name, mime_type, size })
  return { attachment, url: attachment.upload_descriptor?.url ?? '' }
}

export const put = (url: string | URL, body: Buffer) =>
  fetch(url, { method: 'PUT', body: new Uint8Array(body) })

export async function attach(
  visitor: ChatKitClient,
  name: string,
  mime_type: string,
  bytes: Buffer,
) {
  const { attachment, url } = await announce(visitor, name, mime_type, bytes.length)
  const response = await put(url, bytes)
  if (!response.ok) throw new Error(await response.text())
  return { id: attachment.id, url, uploaded: (await response.json()) as { preview_url?: string } }
}
