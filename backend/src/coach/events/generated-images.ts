/** Pictures that the model draws, as ChatKit's items. */
import type OpenAI from 'openai'
import { now } from '../../protocol/ids.ts'
import type { GeneratedImageItem } from '../../protocol/schemas.ts'
import type { ResponderEvent } from '../responder.ts'
import type { ItemId } from './workflow.ts'

type ImageCall = OpenAI.Responses.ResponseOutputItem.ImageGenerationCall
type PartialImage = Pick<
  OpenAI.Responses.ResponseImageGenCallPartialImageEvent,
  'item_id' | 'partial_image_b64' | 'output_format'
>

export class GeneratedImages {
  hasImage = false
  readonly #threadId: string
  readonly #emit: (event: ResponderEvent) => void
  readonly #itemId: ItemId
  /** Those that are not done, by the model's id. */
  readonly #open = new Map<string, GeneratedImageItem>()

  constructor(threadId: string, itemId: ItemId, emit: (event: ResponderEvent) => void) {
    this.#threadId = threadId
    this.#emit = emit
    this.#itemId = itemId
  }

  begin(callId: string): GeneratedImageItem {
    const item: GeneratedImageItem = {
      id: this.#itemId('msg'),
      thread_id: this.#threadId,
      created_at: now(),
      type: 'generated_image',
    }
    this.#open.set(callId, item)
    this.#emit({ type: 'thread.item.added', item })
    return item
  }

  /** How many will come is not known, so nothing is said of progress. */
  partial({ item_id, partial_image_b64, output_format }: PartialImage): void {
    const item = this.#open.get(item_id)
    if (!item) return
    const image = { id: item_id, url: dataUrl(partial_image_b64, output_format) }
    const update = { type: 'generated_image.updated' as const, image, progress: 0 }
    this.#emit({ type: 'thread.item.updated', item_id: item.id, update })
  }

  done({ id, result, output_format }: ImageCall): void {
    const open = this.#open.get(id)
    if (!result) {
      this.#remove(id, open)
      return
    }
    const item = open ?? this.begin(id)
    this.#open.delete(id)
    this.hasImage = true
    const image = { id, url: dataUrl(result, output_format) }
    this.#emit({ type: 'thread.item.done', item: { ...item, image } })
  }

  /** Without a picture, no frame of one stays. */
  closeAll(): void {
    for (const [callId, item] of this.#open) this.#remove(callId, item)
  }

  #remove(callId: string, item: GeneratedImageItem | undefined): void {
    if (!item) return
    this.#open.delete(callId)
    this.#emit({ type: 'thread.item.removed', item_id: item.id })
  }
}

const dataUrl = (base64: string, format: string | null | undefined) =>
  `data:image/${format ?? 'png'};base64,${base64}`
