import { useEffect, useSyncExternalStore } from 'react'

const STORAGE_KEY = 'hub-leave-warning'
const OFF = 'off'

const listeners = new Set<() => void>()

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where storage is switched off. */
let unstored: boolean | undefined

function isOn() {
  if (unstored !== undefined) return unstored
  try {
    return localStorage.getItem(STORAGE_KEY) !== OFF
  } catch {
    return true
  }
}

/** The reader's choice, kept in this browser: whether to be asked before a reload or a closed tab ends their chats. */
export function useLeaveWarningChoice() {
  return useSyncExternalStore(subscribe, isOn, () => true)
}

export function chooseLeaveWarning(on: boolean) {
  try {
    if (on) localStorage.removeItem(STORAGE_KEY)
    else localStorage.setItem(STORAGE_KEY, OFF)
  } catch {
    unstored = on
  }
  for (const listener of listeners) listener()
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
