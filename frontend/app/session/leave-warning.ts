import { useEffect, useSyncExternalStore } from 'react'
import { createStore } from '~/ui/store'

const STORAGE_KEY = 'hub-leave-warning'
const OFF = 'off'

/** On this page. */
const chosen = createStore<boolean | undefined>(undefined)

function isStoredOn() {
  try {
    return localStorage.getItem(STORAGE_KEY) !== OFF
  } catch {
    return true
  }
}

/** The reader's choice, kept in this browser: whether to be asked before a reload or a closed tab ends their chats. */
export function useLeaveWarningChoice() {
  return useSyncExternalStore(
    chosen.subscribe,
    () => chosen.get() ?? isStoredOn(),
    () => true,
  )
}

export function chooseLeaveWarning(on: boolean) {
  try {
    if (on) localStorage.removeItem(STORAGE_KEY)
    else localStorage.setItem(STORAGE_KEY, OFF)
  } catch {
    // Storage is switched off: the choice holds as long as the page.
  }
  chosen.set(on)
}

/** Has the browser ask before the document goes. A browser does so only where something was pressed or typed. */
export function useLeaveWarning(hasChats: boolean) {
  const isAsked = useLeaveWarningChoice() && hasChats
  useEffect(() => {
    // Only while it is needed: some browsers do not keep such a page for going back to.
    if (!isAsked) return
    const ask = (event: BeforeUnloadEvent) => {
      event.preventDefault()
      // Browsers before 2023 ask only for this.
      event.returnValue = true
    }
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isAsked])
}
