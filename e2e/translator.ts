import type { Page } from '@playwright/test'

/**
 * Does to the page what a browser's translator does: each text is replaced by one in two `<font>` elements, as soon as it
 * is there. The words stay the same. A text that the page changes after it was replaced can no longer be seen: such a
 * change is written to the console as an error, as the page's own errors are.
 *
 * @param from when it begins: as soon as there is a document, or once the page's scripts have taken over
 */
export async function translate(page: Page, from: 'document' | 'alive' = 'alive') {
  await page.addInitScript((from) => {
    const KEPT = 'script, style, noscript, template, textarea, title, font, [translate="no"]'
    const replaced = new MutationObserver((changes) => {
      for (const { target, oldValue } of changes) {
        const { data } = target as Text
        if (data !== oldValue)
          console.error(`The text “${oldValue}” is shown instead of “${data}”.`)
      }
    })

    const translateText = (text: Text) => {
      if (!text.data.trim() || !text.isConnected || text.parentElement?.closest(KEPT)) return
      const outer = document.createElement('font')
      const inner = outer.appendChild(document.createElement('font'))
      inner.append(text.data)
      text.replaceWith(outer)
      replaced.observe(text, { characterData: true, characterDataOldValue: true })
    }

    const translateIn = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      const texts = root instanceof Text ? [root] : []
      while (walker.nextNode()) texts.push(walker.currentNode as Text)
      for (const text of texts) translateText(text)
    }

    const begin = () => {
      translateIn(document.body)
      new MutationObserver((changes) => {
        for (const { type, target, addedNodes } of changes) {
          if (type === 'characterData') translateIn(target)
          else for (const node of addedNodes) translateIn(node)
        }
      }).observe(document, { subtree: true, childList: true, characterData: true })
    }

    if (from === 'document') return addEventListener('DOMContentLoaded', begin)
    const waiting = new MutationObserver(() => {
      if (!document.querySelector('aside[data-hydrated]')) return
      waiting.disconnect()
      begin()
    })
    waiting.observe(document, { subtree: true, childList: true, attributes: true })
  }, from)
}

/** Texts on the page that are as the page has written them. */
export function untranslated(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts = []
    while (walker.nextNode()) {
      const { textContent, parentElement } = walker.currentNode
      const isKept = parentElement?.closest('script, style, noscript, template, textarea, font')
      if (textContent?.trim() && !isKept) texts.push(textContent)
    }
    return texts
  })
}
