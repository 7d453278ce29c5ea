import type { Page } from '@playwright/test'

/**
 * What does not show that it has the focus, in words. A ring counts where it is at least two pixels wide, stands out from
 * what is around it, is not cut off, and comes with the focus.
 */
export async function missingFocusRings(page: Page): Promise<string[]> {
  // Only who uses the keyboard is shown where the focus is.
  await page.keyboard.press('F8')
  return page.evaluate(() => {
    const FOCUSABLE =
      'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
    const isForced = matchMedia('(forced-colors: active)').matches
    const scope =
      document.querySelector('[role=menu]') ??
      document.querySelector('dialog:modal') ??
      document.body
    const had = document.activeElement
    const missing = [...scope.querySelectorAll<HTMLElement>(FOCUSABLE)]
      .filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.closest('[inert]'))
      .filter((it) => !it.matches(':disabled'))
      .flatMap((it) => {
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
        const before = looksOf(it)
        it.focus()
        const rings = looksOf(it).filter(
          ({ look }, i) => look && look !== before[i]?.look && !isFaint(it, look),
        )
        if (!it.matches(':focus')) return [] // it gives the focus to something else
        const name = it.ariaLabel || it.textContent?.trim().slice(0, 40) || it.id
        const what = `${it.tagName.toLowerCase()} “${name}”`
        if (rings.length === 0) return [`${what} has none`]
        const cuts = rings.map(({ box, reach }) => cutOf(box, reach))
        return cuts.every(Boolean) ? [`${what} is cut off by ${cuts.join(', ')}`] : []
      })
    if (had instanceof HTMLElement) had.focus()
    return missing

    /** Of the element, of what lies over it, and of what stands around it. */
    function looksOf(it: HTMLElement) {
      const around = [it, it.parentElement, it.parentElement?.parentElement]
      const labels = it instanceof HTMLInputElement ? [...(it.labels ?? [])] : []
      const boxes = [...around, ...labels].filter((box) => box instanceof HTMLElement)
      const over = getComputedStyle(it, '::after')
      const positioned = it.closest<HTMLElement>('li') ?? it
      return [
        ...boxes.map((box) => ({ box, ...lookOf(getComputedStyle(box)) })),
        { box: positioned, ...lookOf(over) },
      ]
    }

    function lookOf(style: CSSStyleDeclaration) {
      const width = Number.parseFloat(style.outlineWidth)
      const reach = width + Number.parseFloat(style.outlineOffset)
      const isSeen = isForced || !/, 0\)$/.test(style.outlineColor)
      if (style.outlineStyle !== 'none' && width >= 2 && isSeen)
        return { look: style.outlineColor, reach }
      const [, color, spread] = /^(rgba?\([^)]+\)) 0px 0px 0px (\d+)px/.exec(style.boxShadow) ?? []
      return color && !isForced ? { look: color, reach: Number(spread) } : { look: '', reach: 0 }
    }

    /** Forced colours are the reader's own. */
    function isFaint(it: HTMLElement, color: string) {
      if (isForced) return false
      const [a, b] = [luminance(color), luminance(groundOf(it.parentElement))]
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 3
    }

    function groundOf(it: HTMLElement | null): string {
      if (!it) return getComputedStyle(document.documentElement).backgroundColor
      const { backgroundColor } = getComputedStyle(it)
      return /^rgb\(/.test(backgroundColor) ? backgroundColor : groundOf(it.parentElement)
    }

    function luminance(color: string) {
      const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
        const share = Number(part) / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    function cutOf(box: HTMLElement, reach: number) {
      const ring = box.getBoundingClientRect()
      for (let it = box.parentElement; it; it = it.parentElement) {
        const { overflow, position } = getComputedStyle(it)
        if (overflow === 'visible') {
          if (position === 'fixed') return // what is around it does not cut it off
          continue
        }
        const clip = it.getBoundingClientRect()
        const isCut =
          clip.left > ring.left - reach + 1 ||
          clip.right < ring.right + reach - 1 ||
          clip.top > ring.top - reach + 1 ||
          clip.bottom < ring.bottom + reach - 1
        // What is larger than its place is seen in parts.
        if (isCut && clip.height > ring.height + 2 * reach) return it.className || it.tagName
        if (position === 'fixed') return
      }
    }
  })
}
