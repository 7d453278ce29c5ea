import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import styles from './menu.module.css'

type MenuProps = { name: string; icon: ReactNode; className?: string; children: ReactNode }
type Place = { top: number; right: number }

const CloseMenu = createContext<() => void>(() => {})

/** A button that opens a short list of things to do. Arrow keys move in it; Escape or a click elsewhere closes it. */
export function Menu({ name, icon, className, children }: MenuProps) {
  const [place, setPlace] = useState<Place>()
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  const close = () => {
    setPlace(undefined)
    button.current?.focus()
  }
  return (
    <CloseMenu.Provider value={close}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={name}
        aria-haspopup="menu"
        aria-expanded={place !== undefined}
        aria-controls={place && id}
        onClick={() => setPlace(place ? undefined : placeUnder(button.current))}
      >
        {icon}
      </button>
      {place && (
        <MenuList id={id} name={name} place={place} opener={button.current} onClose={close}>
          {children}
        </MenuList>
      )}
    </CloseMenu.Provider>
  )
}

type MenuListProps = {
  id: string
  name: string
  place: Place
  opener: HTMLElement | null
  onClose: () => void
  children: ReactNode
}

function MenuList({ id, name, place, opener, onClose, children }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => itemsOf(list.current)[0]?.focus(), [])
  useCloseElsewhere(list, opener, onClose)
  return (
    <div
      ref={list}
      id={id}
      role="menu"
      aria-label={name}
      tabIndex={-1}
      className={styles.menu}
      style={place}
      onKeyDown={(event) => moveFocus(event, list.current, onClose)}
    >
      {children}
    </div>
  )
}

export function MenuItem({
  icon,
  onPick,
  children,
}: {
  icon: ReactNode
  onPick: () => void
  children: ReactNode
}) {
  const close = useContext(CloseMenu)
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={styles.item}
      onClick={() => {
        close()
        onPick()
      }}
    >
      {icon}
      {children}
    </button>
  )
}

const GAP = 4

function placeUnder(button: HTMLElement | null): Place {
  const { bottom = 0, right = 0 } = button?.getBoundingClientRect() ?? {}
  const room = window.innerHeight - bottom
  const top = room < 140 ? window.innerHeight - 140 : bottom + GAP
  return { top, right: document.documentElement.clientWidth - right }
}

function itemsOf(list: HTMLElement | null) {
  return [...(list?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])]
}

function moveFocus(event: KeyboardEvent, list: HTMLElement | null, onClose: () => void) {
  const items = itemsOf(list)
  const at = items.findIndex((item) => item.matches(':focus'))
  const targets: Record<string, number> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }
  const target = targets[event.key]
  if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault()
    // The drawer under the menu would take the same key as its own.
    event.nativeEvent.stopImmediatePropagation()
    onClose()
  } else if (target !== undefined) {
    event.preventDefault()
    items[target]?.focus()
  }
}

function useCloseElsewhere(
  list: React.RefObject<HTMLElement>,
  opener: HTMLElement | null,
  onClose: () => void,
) {
  useEffect(() => {
    const isInside = (target: EventTarget | null) =>
      target instanceof Node && (list.current?.contains(target) || opener?.contains(target))
    const onPointerDown = ({ target }: PointerEvent) => !isInside(target) && onClose()
    const onScroll = ({ target }: Event) => !isInside(target) && onClose()
    document.addEventListener('pointerdown', onPointerDown)
    document.addEventListener('scroll', onScroll, true)
    return () => {
      document.removeEventListener('pointerdown', onPointerDown)
      document.removeEventListener('scroll', onScroll, true)
    }
  })
}
