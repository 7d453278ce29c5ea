import { useEffect, useRef, useState } from 'react'
import { useLayoutEffect } from '~/ui/use-layout-effect'

const NEAR = 64
/** How much of the screen keeps what was there before something large came below. */
const SHARE_ABOVE = 0.6

/**
 * Keeps the end of a growing text in view while the reader is there, and leaves them alone when they have scrolled
 * away. A message they send brings them back. What comes all at once and fills the screen, such as a plan, is shown from
 * its beginning. `keepPlace` is called before earlier text goes on top, and `first` tells that it has.
 */
export function useFollowEnd(sent: unknown, first: string | undefined, isAnswering: boolean) {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const isFollowing = useRef(true)
  const distanceToKeep = useRef<number>()
  const answering = useRef(isAnswering)
  answering.current = isAnswering
  const [isAtEnd, setIsAtEnd] = useState(true)

  useEffect(() => {
    const box = scroller.current
    if (!box || !content.current) return
    let lastTop = box.scrollTop
    let lastHeight = box.scrollHeight
    const isNear = () => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR
    const onScroll = () => {
      // Growing text moves the end away without anybody scrolling: only going up means that the reader left.
      if (isNear()) isFollowing.current = true
      else if (box.scrollTop < lastTop) isFollowing.current = false
      lastTop = box.scrollTop
      setIsAtEnd(isFollowing.current)
    }
    const observer = new ResizeObserver(() => {
      const grown = box.scrollHeight - lastHeight
      if (isFollowing.current && answering.current && grown > box.clientHeight) {
        isFollowing.current = false
        box.scrollTop = lastHeight - box.clientHeight * SHARE_ABOVE
      }
      lastHeight = box.scrollHeight
      if (isFollowing.current) scrollToEnd(box)
      else setIsAtEnd(isNear())
    })
    observer.observe(box)
    observer.observe(content.current)
    box.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      box.removeEventListener('scroll', onScroll)
    }
  }, [])

  useLayoutEffect(() => {
    if (sent) isFollowing.current = true
    if (isFollowing.current) scrollToEnd(scroller.current)
  }, [sent])

  useLayoutEffect(() => {
    const box = scroller.current
    if (box && distanceToKeep.current) box.scrollTop = box.scrollHeight - distanceToKeep.current
    distanceToKeep.current = undefined
  }, [first])

  const jumpToEnd = () => {
    isFollowing.current = true
    setIsAtEnd(true)
    scrollToEnd(scroller.current)
  }
  const keepPlace = () => {
    isFollowing.current = false
    const box = scroller.current
    distanceToKeep.current = box ? box.scrollHeight - box.scrollTop : undefined
  }
  return { scroller, content, isAtEnd, jumpToEnd, keepPlace }
}

function scrollToEnd(box: HTMLElement | null) {
  if (box) box.scrollTop = box.scrollHeight
}
