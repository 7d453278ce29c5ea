import { Icon } from '~/ui/icons'
import { pick, toneOf } from './looks'
import { type WidgetNode, words } from './node'
import styles from './widget.module.css'

export function WidgetIcon({ node }: { node: WidgetNode }) {
  return (
    <span className={styles.icon} data-tone={toneOf(node.color)}>
      <NamedIcon name={words(node.name)} size={pick(SIZES, node.size) ?? 18} />
    </span>
  )
}

const SIZES = { xs: 12, sm: 14, md: 18, lg: 22, xl: 26, '2xl': 32, '3xl': 40 }

/** Decoration: what an icon means is said beside it, so an unknown one is left out. */
export function NamedIcon({ name, size }: { name: string; size: number }) {
  const path = pick(PATHS, name.replace(/^lucide:/, ''))
  if (!path) return null
  return (
    <Icon size={size}>
      <path d={path} />
    </Icon>
  )
}

const CIRCLE = 'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0-17 0'
const SHEET = 'M6 3h8l4 4v14H6zM14 3v4h4'
const PERSON = 'M8 8.5a4 4 0 1 0 8 0a4 4 0 1 0-8 0M4.5 20.5a7.5 7.5 0 0 1 15 0'
const PEN = 'M4 20l1-4L16.5 4.5l3 3L8 19zM14 7l3 3'
const BOOK = 'M12 6c-2-1.5-5-1.5-8-1v13c3-.5 6-.5 8 1c2-1.5 5-1.5 8-1V5c-3-.5-6-.5-8 1zM12 6v13'
const STAR = 'M12 3.5l2.6 5.4l5.9.8l-4.3 4.1l1 5.9l-5.2-2.8l-5.2 2.8l1-5.9L3.5 9.7l5.9-.8z'
const SPARKLE = 'M12 3.5l2 6.5l6.5 2l-6.5 2l-2 6.5l-2-6.5l-6.5-2l6.5-2z'
const SQUARE = 'M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z'
const DISC = 'M8 12a4 4 0 1 0 8 0a4 4 0 1 0-8 0'

const PATHS: Record<string, string> = {
  analytics: 'M5 20V11M12 20V4M19 20v-6',
  bolt: 'M13 3L5 13.5h6L10 21l8.5-11H12z',
  'book-open': BOOK,
  'book-closed': 'M6 4h12v16H6zM6 16h12M10 8h4',
  'book-clock': BOOK,
  calendar: 'M5 6h14v14H5zM5 10.5h14M8.5 3.5v4M15.5 3.5v4',
  chart: 'M5 20V11M12 20V4M19 20v-6',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  'check-circle': `${CIRCLE}M8 12.3l2.8 2.8L16 9.5`,
  'check-circle-filled': `${CIRCLE}M8 12.3l2.8 2.8L16 9.5`,
  'chevron-left': 'M14.5 5.5L8 12l6.5 6.5',
  'chevron-right': 'M9.5 5.5L16 12l-6.5 6.5',
  'circle-question': `${CIRCLE}M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5v.01`,
  clock: `${CIRCLE}M12 7.5V12l3 2`,
  compass: `${CIRCLE}M15.5 8.5l-2 5l-5 2l2-5z`,
  confetti: 'M4 20l5-12l7 7zM14 4v3M19 5l-3 3M20 11h-3',
  cube: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5l8-4.5M12 12v9',
  desktop: 'M4 5h16v11H4zM9 20h6M12 16v4',
  document: `${SHEET}M9 12h6M9 16h6`,
  dot: DISC,
  'dots-horizontal': 'M5 12h.01M12 12h.01M19 12h.01',
  'dots-vertical': 'M12 5v.01M12 12v.01M12 19v.01',
  'empty-circle': CIRCLE,
  'external-link': 'M14 4h6v6M20 4l-9 9M11 5H5v14h14v-6',
  globe: `${CIRCLE}M3.5 12h17M12 3.5c5 5 5 12 0 17c-5-5-5-12 0-17`,
  images: `${SQUARE}M4 16l5-5l4 4l3-3l4 4`,
  info: `${CIRCLE}M12 11v5M12 8v.01`,
  lifesaver: `${CIRCLE}${DISC}`,
  lightbulb: 'M9 17.5h6M10 20.5h4M8.5 14.5a6 6 0 1 1 7 0v3h-7z',
  mail: 'M4 6h16v12H4zM4 7l8 6l8-6',
  'map-pin': 'M12 21c4-5 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2.5 6 6.5 11zM12 10v.01',
  maps: 'M4 6l5-2l6 2l5-2v14l-5 2l-6-2l-5 2zM9 4v14M15 6v14',
  mobile: 'M7 3h10v18H7zM12 18v.01',
  name: PERSON,
  notebook: 'M6 4h13v16H6zM4 8h4M4 12h4M4 16h4',
  'notebook-pencil': PEN,
  'page-blank': SHEET,
  phone: 'M6 4l3.5.5l1 4l-2 1.5a12 12 0 0 0 5.5 5.5l1.5-2l4 1l.5 3.5a14 14 0 0 1-14-14z',
  play: 'M8 5l11 7l-11 7z',
  plus: 'M12 5v14M5 12h14',
  profile: PERSON,
  'profile-card': `${SQUARE}M8 16h8M9.5 10a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0`,
  reload: 'M4.5 12a7.5 7.5 0 1 0 2.4-5.5M4.5 4v4h4',
  search: 'M4.5 10.5a6 6 0 1 0 12 0a6 6 0 1 0-12 0M15 15l5 5',
  'settings-slider': 'M4 8h9M17 8h3M4 16h3M11 16h9M13 6v4M9 14v4',
  sparkle: SPARKLE,
  'sparkle-double': SPARKLE,
  'square-code': `${SQUARE}M10 9l-3 3l3 3M14 9l3 3l-3 3`,
  'square-image': `${SQUARE}M4 16l5-5l4 4l3-3l4 4`,
  'square-text': `${SQUARE}M8 9h8M8 13h8`,
  star: STAR,
  'star-filled': STAR,
  suitcase: 'M4 8h16v11H4zM9 8V5h6v3M4 13h16',
  user: PERSON,
  write: PEN,
  'write-alt': PEN,
  'write-alt2': PEN,
}
