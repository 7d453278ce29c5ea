import { useEffect, useRef, useState } from 'react'
import { useLayoutEffect } from '~/ui/use-hydrated'
import { chatStore } from '../turn/browser-chat'

/** So far from the end, in pixels, the reader is still at it. */
const NEAR = 64
const SPACE_ABOVE = 16
/** Of a question that fills the view, its end is shown, and below it this share of the view is left for the answer. */
const SHARE_BELOW = 0.6

/**
 * Which part of a conversation is in view:
 * - `end`: its end, also as it grows. So it opens, and so it stays for a reader who goes there.
 * - `asked`: the reader's question at the top, and the answer as it grows below.
 * - `free`: wherever the reader has scrolled to.
 */
type Place = 'end' | 'asked' | 'free'

type ScrollOptions = {
  /** Of the chat. */
  key: string
  /** Changes with each turn that the reader begins; undefined between turns, and for turns that begin by themselves. */
  asked: unknown
  /** The reader's message has come back: it could not be sent. */
  isRefused: boolean
  /** How many messages wait to be sent. */
  queued: number
  /** The first item: text that goes above it leaves in place what is read. */
  first: string | undefined
}

/** The chat whose question is at the top, while another transcript takes the place of the first as it gets its address. */
let askedIn: string | undefined

export function useScrollPosition({ key, asked, isRefused, queued, first }: ScrollOptions) {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const spacer = useRef<HTMLDivElement>(null)
  const place = useRef<Place>('end')
  const hasAsked = useRef(false)
  const beforeAsking = useRef<{ place: Place; top: number }>()
  const isAsking = useRef(false)
  const wasQueued = useRef(queued)
  /** Where the page, and not the reader, has scrolled to last. */
  const ownTop = useRef(0)
  const lastTop = useRef(0)
  const read = useRef<Read>()
  const distanceToKeep = useRef<number>()
  const [isAtEnd, setIsAtEnd] = useState(true)

  const view = useRef({
    scrollTo(top: number) {
      const box = scroller.current
      if (!box) return
      box.scrollTop = top
      ownTop.current = box.scrollTop
      lastTop.current = box.scrollTop
    },
    /** What a reader has chosen to read stays where it is, also where something grows above it or the page gets another width. */
    keepRead() {
      const [box, { element, offset } = {}] = [scroller.current, read.current]
      if (!box || !element?.isConnected || offset === undefined) return
      const moved = element.getBoundingClientRect().top - box.getBoundingClientRect().top - offset
      if (moved !== 0) this.scrollTo(box.scrollTop + moved)
    },
    /** How far the conversation goes on below what is in view. */
    below() {
      const [box, text] = [scroller.current, content.current]
      return box && text ? text.offsetHeight - box.scrollTop - box.clientHeight : 0
    },
    keep() {
      const [box, text, space] = [scroller.current, content.current, spacer.current]
      if (!box || !text || !space) return
      if (hasAsked.current) {
        const top = topOfAsked(box, text)
        space.style.height = `${Math.max(0, top + box.clientHeight - text.offsetHeight)}px`
        if (place.current === 'asked') this.scrollTo(top)
      }
      if (place.current === 'free') this.keepRead()
      if (place.current === 'end' && this.below() > 0) this.scrollTo(box.scrollTop + this.below())
      setIsAtEnd(this.below() < NEAR)
    },
  }).current

  useLayoutEffect(() => {
    const goesOn = !hasAsked.current && askedIn !== undefined && chatStore.keyOf(askedIn) === key
    const comesFromQueue = queued < wasQueued.current
    const isAdded = queued > wasQueued.current
    wasQueued.current = queued
    if (isAdded) place.current = 'end'
    else if (goesOn || (asked && !(comesFromQueue && place.current === 'free'))) {
      if (!isAsking.current) {
        beforeAsking.current = { place: place.current, top: scroller.current?.scrollTop ?? 0 }
      }
      hasAsked.current = true
      place.current = 'asked'
    }
    isAsking.current = asked !== undefined
    view.keep()
  }, [key, asked, queued, view])

  useLayoutEffect(() => {
    const before = beforeAsking.current
    if (!isRefused || place.current !== 'asked' || !before) return
    place.current = before.place
    if (before.place !== 'end') view.scrollTo(before.top)
    read.current = elementRead(scroller.current, content.current)
    view.keep()
  }, [isRefused, view])

  const latestKey = useRef(key)
  latestKey.current = key
  useLayoutEffect(
    () => () => {
      if (!hasAsked.current) return
      askedIn = latestKey.current
      setTimeout(() => {
        askedIn = undefined
      })
    },
    [],
  )

  useEffect(() => {
    const box = scroller.current
    if (!box || !content.current) return
    const onScroll = () => {
      const isOwn = Math.abs(box.scrollTop - ownTop.current) < 2
      const isDown = box.scrollTop > lastTop.current
      // Where the box has grown, as when a keyboard closes, the browser moves its content down to the end.
      const isMovedByBrowser = !isDown && box.scrollTop + box.clientHeight >= box.scrollHeight - 1
      if (!isOwn && !isMovedByBrowser) {
        place.current = isDown && view.below() < NEAR ? 'end' : 'free'
        read.current = elementRead(box, content.current)
      }
      lastTop.current = box.scrollTop
      setIsAtEnd(view.below() < NEAR)
    }
    const observer = new ResizeObserver(() => view.keep())
    observer.observe(box)
    observer.observe(content.current)
    box.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      box.removeEventListener('scroll', onScroll)
    }
  }, [view])

  useLayoutEffect(() => {
    const box = scroller.current
    if (box && distanceToKeep.current) view.scrollTo(box.scrollHeight - distanceToKeep.current)
    read.current = elementRead(box, content.current)
    distanceToKeep.current = undefined
  }, [first, view])

  const jumpToEnd = () => {
    place.current = 'end'
    view.keep()
  }
  /** Before earlier text goes on top. */
  const keepPlace = () => {
    place.current = 'free'
    const box = scroller.current
    read.current = undefined
    distanceToKeep.current = box ? box.scrollHeight - box.scrollTop : undefined
  }
  return { scroller, content, spacer, isAtEnd, jumpToEnd, keepPlace }
}

/** What is at the top of the view, and how far above or below its edge, in pixels. */
type Read = { element: Element; offset: number }

const PROBES = [1, 9, 17, 25, 33, 49, 65, 97]

function elementRead(box: HTMLElement | null, text: HTMLElement | null): Read | undefined {
  if (!box || !text) return undefined
  const { top, left, width } = box.getBoundingClientRect()
  for (const below of PROBES) {
    const element = document.elementFromPoint(left + width / 2, top + below)
    // Between two paragraphs there is only what holds them all.
    if (!element || !text.contains(element) || element.clientHeight > box.clientHeight) continue
    return { element, offset: element.getBoundingClientRect().top - top }
  }
  return undefined
}

function topOfAsked(box: HTMLElement, text: HTMLElement) {
  const asked = [...text.querySelectorAll('[data-asked]')].at(-1)?.getBoundingClientRect()
  if (!asked) return 0
  const offset = box.scrollTop - box.getBoundingClientRect().top
  const top = asked.top + offset - SPACE_ABOVE
  return Math.max(0, top, asked.bottom + offset - box.clientHeight * (1 - SHARE_BELOW))
}
