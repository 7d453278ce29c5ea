/** What the server tells the page's scripts before they start. Never in an address, never in a log. */
export type BootstrapData = {
  apiBase: string
  sessionId: string
  answersForm: boolean
  /** The domain key of OpenAI's panel, where the owner has one. */
  panelKey?: string
}

const ELEMENT_ID = 'document-facts'

export function BootstrapDataElement({ facts }: { facts: BootstrapData }) {
  return <template id={ELEMENT_ID} data-facts={JSON.stringify(facts)} />
}

export function readBootstrapData(): BootstrapData {
  const json = document.getElementById(ELEMENT_ID)?.dataset.facts
  if (json) return JSON.parse(json)
  return {
    apiBase: import.meta.env.VITE_API_BASE ?? 'http://localhost:8000',
    sessionId: crypto.randomUUID(),
    answersForm: false,
  }
}
