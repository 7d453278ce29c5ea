import { createApi } from '~/api/client'
import { type BootstrapData, readBootstrapData } from './bootstrap-data'
import { CLIENT_TOOLS } from './client-tools'
import { privateWindowHeaders } from './private-window'
import { lockSession, relockOnPageShow, unlockSession } from './session-lock'

const STORAGE_KEY = 'hub-session'

type Arrival = {
  /** The id this tab had before, if any. A duplicated tab has that of the first. */
  kept: string | null
  facts: Pick<BootstrapData, 'sessionId' | 'answersForm'>
  isReload: boolean
  /** Takes an id for this tab, unless another tab has it. */
  claim: (id: string) => Promise<boolean>
}

type Decision = { id: string; ended?: string; isDuplicate?: boolean }

/** Whose session this tab has from now on, and which one is over. */
export async function decideTabSession(arrival: Arrival): Promise<Decision> {
  const { kept, facts, isReload, claim } = arrival
  const isOurs = kept !== null && (await claim(kept))
  // A form sent before the scripts ran went into the document's session: follow what was written there.
  if (facts.answersForm && !isReload) return { id: facts.sessionId }
  if (isOurs && !isReload) return { id: kept }
  if (kept !== null && !isOurs) return { id: crypto.randomUUID(), isDuplicate: true }
  // A browser that hides the reload from the server is served the old session: end that as well. And the document of a
  // link opened in another tab was drawn with the session of the first.
  const isFree = facts.sessionId !== kept && (await claim(facts.sessionId))
  const id = isFree ? facts.sessionId : crypto.randomUUID()
  return kept === null ? { id } : { id, ended: kept }
}

export type TabSession = {
  id: string
  /** It is the session that the server has drawn the document with. */
  isDocumentsOwn: boolean
  /** The tab began as a copy of another one, whose storage it has got. */
  isDuplicate: boolean
}
let current: TabSession | undefined

/** Called once, before hydration. */
export async function openTabSession() {
  const facts = readBootstrapData()
  const {
    id,
    ended,
    isDuplicate = false,
  } = await decideTabSession({
    kept: readKept(),
    facts,
    isReload: wasReloaded(),
    claim: lockSession,
  })
  keep(id)
  current = { id, isDocumentsOwn: id === facts.sessionId, isDuplicate }
  if (ended) forget(ended)
  // A reload finds that the session is another tab's, and begins one of its own.
  relockOnPageShow(
    () => tabSession().id,
    () => location.reload(),
  )
}

/** In place of one that was erased. */
export function beginTabSession() {
  const id = crypto.randomUUID()
  if (current) unlockSession(current.id)
  keep(id)
  current = { id, isDocumentsOwn: false, isDuplicate: false }
}

export function endTabSession() {
  forget(tabSession().id)
}

/** Whether what the server put into the document belongs to this tab. */
export function isDocumentSession() {
  return tabSession().isDocumentsOwn
}

export function tabApi() {
  return apiFor(tabSession().id)
}

export function tabSession(): TabSession {
  if (!current) throw new Error('The tab has no session yet: openTabSession runs first.')
  return current
}

let lastApi: ReturnType<typeof createApi> | undefined

function apiFor(sessionId: string) {
  if (lastApi?.sessionId === sessionId) return lastApi
  lastApi = createApi({
    base: readBootstrapData().apiBase,
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
  void lockSession(id)
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
