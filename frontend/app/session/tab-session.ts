import { createApi } from '~/api/client'
import { CLIENT_TOOLS } from '~/chat/client-tools'
import { type DocumentFacts, readDocumentFacts } from './document-facts'
import { privateWindowHeaders } from './private-window'

const STORAGE_KEY = 'hub-session'

type Arrival = {
  /** The id this tab had before, if any. */
  kept: string | null
  facts: Pick<DocumentFacts, 'sessionId' | 'answersForm'>
  isReload: boolean
}

/** Whose session this tab has from now on, and which one is over. */
export function decideTabSession({ kept, facts, isReload }: Arrival) {
  if (!kept) return { id: facts.sessionId }
  if (isReload) {
    // A browser that hides the reload from the server is served the old session: end that as well.
    const id = facts.sessionId === kept ? crypto.randomUUID() : facts.sessionId
    return { id, ended: kept }
  }
  // A form sent before the scripts ran went into the document's session: follow what was written there.
  if (facts.answersForm) return { id: facts.sessionId }
  return { id: kept }
}

type TabSession = { id: string; isDocumentsOwn: boolean }
let current: TabSession | undefined

/** Called once, before the page comes alive. */
export function openTabSession() {
  const facts = readDocumentFacts()
  const { id, ended } = decideTabSession({ kept: readKept(), facts, isReload: wasReloaded() })
  keep(id)
  current = { id, isDocumentsOwn: id === facts.sessionId }
  if (ended) forget(ended)
}

/** In place of one that was erased. */
export function beginTabSession() {
  const id = crypto.randomUUID()
  keep(id)
  current = { id, isDocumentsOwn: false }
}

export function endTabSession() {
  forget(tabSession().id)
}

/** Whether what the server put into the document belongs to this tab. */
export function documentIsOurs() {
  return tabSession().isDocumentsOwn
}

export function tabApi() {
  return apiFor(tabSession().id)
}

function tabSession(): TabSession {
  if (!current) throw new Error('The tab has no session yet: openTabSession runs first.')
  return current
}

let lastApi: ReturnType<typeof createApi> | undefined

function apiFor(sessionId: string) {
  if (lastApi?.sessionId === sessionId) return lastApi
  lastApi = createApi({
    base: readDocumentFacts().apiBase,
    sessionId,
    headers: privateWindowHeaders,
    clientTools: CLIENT_TOOLS,
  })
  return lastApi
}

function wasReloaded() {
  const [entry] = performance.getEntriesByType('navigation')
  return entry instanceof PerformanceNavigationTiming && entry.type === 'reload'
}

function readKept() {
  try {
    return sessionStorage.getItem(STORAGE_KEY)
  } catch {
    return null
  }
}

function keep(id: string) {
  try {
    sessionStorage.setItem(STORAGE_KEY, id)
  } catch {
    // Storage is switched off: the id lives in this module, as long as the page.
  }
}

/** Where this does not arrive, the server forgets the abandoned session by itself after a while. */
function forget(sessionId: string) {
  void apiFor(sessionId)
    .forget()
    .catch(() => {})
}
