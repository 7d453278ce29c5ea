import { Link } from '@remix-run/react'
import type { NumberedSource } from '~/markdown/citations'
import buttons from '~/ui/button.module.css'
import { Dialog, DialogActions } from '~/ui/dialog'
import { libraryAnchor } from '~/ui/library-anchor'
import { keyboardScroll } from '~/ui/scroll-area'
import { PassageView } from './passage-view'
import styles from './source-dialog.module.css'
import { useIsInLibrary } from './use-is-in-library'

const GAP = 8

/** Where on a large screen, measured once as it opens: below what was pressed, or above it where there is more room. */
export function placeBeside(opener: HTMLElement) {
  const { left, top, bottom } = opener.getBoundingClientRect()
  const { innerHeight } = window
  const isBelow = bottom < innerHeight / 2
  return {
    '--left': px(left),
    '--top': isBelow ? px(bottom + GAP) : 'auto',
    '--bottom': isBelow ? 'auto' : px(innerHeight - top + GAP),
    '--room': px((isBelow ? innerHeight - bottom : top) - 2 * GAP),
  }
}

const px = (length: number) => `${Math.round(length)}px`

type SourceDialogProps = Omit<NumberedSource, 'number'> & {
  place: ReturnType<typeof placeBeside>
  onClose: () => void
}

/** What an answer rests on, in the words of its source, whatever has become of the file since. */
export function SourceDialog({ source, passages, place, onClose }: SourceDialogProps) {
  const name = source.type === 'file' ? source.filename : source.title
  const isInLibrary = useIsInLibrary(passages)
  return (
    <Dialog title={name} onClose={onClose} className={styles.dialog} style={place}>
      <div className={styles.passages} {...keyboardScroll}>
        {passages.map((passage) => (
          <PassageView key={passage.text} passage={passage} filename={name} />
        ))}
      </div>
      <DialogActions>
        <span className={styles.state} role="status">
          {isInLibrary === false && 'Source since removed'}
        </span>
        {isInLibrary && (
          <Link to={`/library#${libraryAnchor(name)}`} className={buttons.button}>
            Open in library
          </Link>
        )}
        <button type="button" className={buttons.button} onClick={onClose}>
          Close
        </button>
      </DialogActions>
    </Dialog>
  )
}
