import type { TabSession } from '~/session/tab-session'
import type { FieldState } from '~/ui/form-fields'
import { isNew, NEW_CHAT } from './chat-keys'
import type { Drafts } from './drafts'

const STORAGE_KEY = 'hub-drafts'
const SAVE_EVERY_MS = 500

type Kept = {
  sessionId: string
  texts: [key: string, text: string][]
  forms?: [itemId: string, fields: FieldState[]][]
}

/**
 * Words that are not sent yet outlive the document: they are kept in the tab's own storage, which ends with the tab.
 * After a reload, whose session has no chats, they are on the start screen. Files have to be chosen again.
 */
export function persistDrafts(drafts: Drafts, session: () => TabSession) {
  if (!session().isDuplicate) restore(drafts, session().id)
  let timer: ReturnType<typeof setTimeout> | undefined
  const save = () => {
    clearTimeout(timer)
    timer = undefined
    write({ sessionId: session().id, texts: drafts.texts(), forms: drafts.forms() })
  }
  drafts.subscribe(() => {
    timer ??= setTimeout(save, SAVE_EVERY_MS)
  })
  // A page in the background may be thrown away without another word.
  document.addEventListener('visibilitychange', save)
  addEventListener('pagehide', save)
}

function restore(drafts: Drafts, sessionId: string) {
  const kept = read()
  if (!kept) return
  const texts = new Map<string, string>()
  for (const [key, text] of kept.texts) {
    const place = kept.sessionId === sessionId && !isNew(key) ? key : NEW_CHAT
    texts.set(place, [texts.get(place), text].filter(Boolean).join('\n\n'))
  }
  for (const [key, text] of texts) drafts.setText(key, text)
  if (kept.sessionId !== sessionId) return
  for (const [itemId, fields] of kept.forms ?? []) drafts.keepForm(itemId, fields)
}

function read(): Kept | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? 'null')
    return isKept(kept) ? kept : undefined
  } catch {
    return undefined // switched off, or not JSON
  }
}

/** Other scripts of this site may write there too. */
function isKept(value: Partial<Kept> | null): value is Kept {
  const isEntry = (entry: unknown) => Array.isArray(entry) && typeof entry[0] === 'string'
  const { texts, forms = [] } = value ?? {}
  if (!Array.isArray(texts) || !Array.isArray(forms)) return false
  const areTexts = texts.every((entry) => isEntry(entry) && typeof entry[1] === 'string')
  return areTexts && forms.every((entry) => isEntry(entry) && Array.isArray(entry[1]))
}

function write(kept: Kept) {
  try {
    if (kept.texts.length + (kept.forms?.length ?? 0) === 0) sessionStorage.removeItem(STORAGE_KEY)
    else sessionStorage.setItem(STORAGE_KEY, JSON.stringify(kept))
  } catch {
    // Storage is switched off or full: the words live as long as the page.
  }
}
