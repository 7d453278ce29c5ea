import { createContext, useContext } from 'react'

/** The word that lets the server's own inline scripts run under the content security policy. Unknown to the browser. */
export const NonceContext = createContext<string | undefined>(undefined)

export const useNonce = () => useContext(NonceContext)
