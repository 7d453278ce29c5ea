import { type CSSProperties, type MouseEvent, type ReactNode, useId, useRef } from 'react'
import styles from './dialog.module.css'
import { useLayoutEffect } from './use-hydrated'

type DialogProps = {
  title: string
  onClose: () => void
  children: ReactNode
  /** Instead of in the middle of the screen, at its own width. */
  className?: string
  style?: CSSProperties & Record<`--${string}`, string>
}

/** A question that must be answered first. The browser keeps the focus inside, and gives it back afterwards. */
export function Dialog({ title, onClose, children, className, style }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  // Before it leaves the page it must be closed, or the focus is lost with it.
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={ref}
      className={`${styles.dialog} ${className ?? ''}`}
      style={style}
      aria-labelledby={titleId}
      // Only when the browser has closed it. In development it is closed and opened again as it appears.
      onClose={() => ref.current?.open || onClose()}
      // A press beside it closes it, as Escape does.
      closedby="any"
      onMouseDown={closeFromBackdrop}
    >
      <div className={styles.body}>
        <h2 id={titleId} className={styles.title} dir="auto">
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  )
}

/** For browsers without `closedby`: Safari, and Firefox before 141. The content covers the dialog, so only the backdrop is the target. */
function closeFromBackdrop({ target, currentTarget }: MouseEvent<HTMLDialogElement>) {
  if (target === currentTarget && !('closedBy' in currentTarget)) currentTarget.close()
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>
}
