import type { ImageType } from './detect-type'

/** A model is shown no more of a picture than this. */
const LONGEST_SIDE = 2_048
const MANY_BYTES = 4 * 2 ** 20
const QUALITY = 0.85

/**
 * A huge picture again, in less: what is saved is the upload and the room on the server. One that is small enough, or
 * that this browser cannot draw, stays as it is.
 * @param maxBytes a GIF, which may move, is left alone up to here
 */
export async function downscaleImage(picture: File, maxBytes: number): Promise<File> {
  if (picture.type === 'image/gif' && picture.size <= maxBytes) return picture
  try {
    const canvas = await drawSmaller(picture)
    const blob = canvas && (await encode(canvas, picture.type))
    return blob && blob.size < picture.size ? fileOf(blob, picture) : picture
  } catch {
    return picture
  }
}

/** Upright, as the camera was held. `undefined` where there is nothing to gain. */
async function drawSmaller(picture: File) {
  const bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image' })
  try {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height))
    if (scale === 1 && picture.size <= MANY_BYTES) return undefined
    const [width, height] = [bitmap.width, bitmap.height].map((side) =>
      Math.max(1, Math.round(side * scale)),
    )
    return draw(bitmap, width ?? 1, height ?? 1)
  } finally {
    bitmap.close()
  }
}

function draw(bitmap: ImageBitmap, width: number, height: number) {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) return undefined
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, width, height)
  return canvas
}

/** In its own type while that is small enough, else in one that takes less. */
async function encode(canvas: OffscreenCanvas, ownType: string) {
  let smallest: Blob | undefined
  for (const type of new Set([ownType, 'image/webp', 'image/jpeg'])) {
    if (type === 'image/jpeg') putOnWhite(canvas)
    const blob = await canvas.convertToBlob({ type, quality: QUALITY })
    // A browser that cannot write a type writes PNG instead.
    if (blob.type !== type) continue
    if (blob.size <= MANY_BYTES) return blob
    if (!smallest || blob.size < smallest.size) smallest = blob
  }
  return smallest
}

/** JPEG would turn what can be seen through black. */
function putOnWhite(canvas: OffscreenCanvas) {
  const context = canvas.getContext('2d')
  if (!context) return
  context.globalCompositeOperation = 'destination-over'
  context.fillStyle = 'white'
  context.fillRect(0, 0, canvas.width, canvas.height)
}

const EXTENSIONS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
} satisfies Partial<Record<ImageType, string>>

function fileOf(blob: Blob, { name, type, lastModified }: File) {
  const sameKind = blob.type === type
  const ownName = sameKind ? name : `${name.replace(/\.\w+$/, '')}.${EXTENSIONS[blob.type]}`
  return new File([blob], ownName, { type: blob.type, lastModified })
}
