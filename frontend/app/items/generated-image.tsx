import styles from './generated-image.module.css'
import type { GrowingImage } from './item-updates'

type GeneratedImageProps = {
  item: GrowingImage
  /** Its turn goes on, so that more of it may come. */
  isGrowing: boolean
}

/** A picture that the coach makes: its place first, then what is there of it. */
export function GeneratedImage({ item, isGrowing }: GeneratedImageProps) {
  const address = pictureAddress(item.image?.url)
  const isDone = item.image && item.progress === undefined
  if (!address && !isGrowing) return null
  return (
    <figure className={styles.figure} aria-busy={!isDone && isGrowing}>
      {address ? (
        <img src={address} alt="Made by the coach" className={styles.picture} />
      ) : (
        <div className={styles.place} />
      )}
      {!isDone && isGrowing && (
        <figcaption className={styles.caption}>
          <span>Drawing a picture</span>
          <progress aria-label="Drawing a picture" max={1} value={item.progress || undefined} />
        </figcaption>
      )}
    </figure>
  )
}

const PICTURE = /^(https?:|data:image\/(png|jpeg|webp|gif|avif)[;,])/i

function pictureAddress(url: string | undefined) {
  return url && PICTURE.test(url) ? url : undefined
}
