import { type MouseEvent, type ReactNode, useId } from 'react'
import buttons from './button.module.css'
import { useHydrated } from './use-hydrated'
import { useSecondsLeft } from './use-wait'
import type { Wait } from './wait'

type WaitingButtonProps = {
  /** Until its end the button does nothing. */
  wait?: Wait
  type?: 'button' | 'submit'
  /** Under way: nothing more can be asked for. */
  isBusy?: boolean
  className?: string
  'aria-label'?: string
  onPress?: () => void
  children?: ReactNode
}

/**
 * Asks for something again, once that may be done. It is switched off by name only while it waits, so that it keeps the
 * focus; without scripts it never waits.
 */
export function WaitingButton(props: WaitingButtonProps) {
  const { wait, type = 'button', isBusy, className, onPress, children = 'Try again' } = props
  const left = useSecondsLeft(wait)
  const isWaiting = useHydrated() && left > 0
  const reasonId = useId()
  const press = (event: MouseEvent) => {
    if (isWaiting) event.preventDefault()
    else onPress?.()
  }
  return (
    <>
      <button
        type={type}
        className={className ?? buttons.button}
        aria-label={props['aria-label']}
        disabled={isBusy}
        aria-disabled={isWaiting || undefined}
        aria-describedby={isWaiting ? reasonId : undefined}
        onClick={press}
      >
        {children}
      </button>
      {isWaiting && (
        <span id={reasonId} hidden>
          {roughly(left)}
        </span>
      )}
    </>
  )
}

/** Changes once a minute at most, since some screen readers say each change of what has the focus. */
function roughly(seconds: number) {
  const minutes = Math.ceil(seconds / 60)
  if (minutes === 1) return 'Available in less than a minute'
  return minutes < 90
    ? `Available in about ${minutes} minutes`
    : `Available in about ${Math.round(minutes / 60)} hours`
}
