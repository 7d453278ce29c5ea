import { useHydrated } from '~/ui/use-hydrated'

const FORMAT: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' }

type LocalTimeProps = { at: string; prefix?: string; suffix?: string }

/** A time as the reader's clock has it. The server does not know where they are, and says nothing. */
export function LocalTime({ at, prefix, suffix }: LocalTimeProps) {
  if (!useHydrated()) return null
  return (
    <span>
      {prefix}
      <time dateTime={at} dir="auto">
        {new Date(at).toLocaleString(undefined, FORMAT)}
      </time>
      {suffix}
    </span>
  )
}
