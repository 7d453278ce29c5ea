import type { CSSProperties } from 'react'
import { SafeLink } from '~/ui/safe-link'
import { pick, radiusOf, sizeOf } from './looks'
import { type WidgetNode, words } from './node'
import styles from './widget.module.css'

/** Only a picture that came with the widget is shown: one from elsewhere would tell its owner who reads this. */
export function Picture({ node }: { node: WidgetNode }) {
  const src = words(node.src)
  const alt = words(node.alt)
  if (!OWN_PICTURE.test(src)) return <SafeLink href={src}>{alt || 'Picture'}</SafeLink>
  const style: CSSProperties = {
    ...sizeOf(node),
    objectFit: pick(FITS, node.fit),
    borderRadius: radiusOf(node),
  }
  return <img src={src} alt={alt} className={styles.picture} style={style} />
}

const OWN_PICTURE = /^data:image\/(png|jpeg|webp|gif|avif)[;,]/i

const FITS = {
  cover: 'cover',
  contain: 'contain',
  fill: 'fill',
  'scale-down': 'scale-down',
  none: 'none',
} as const
