/** What the server tells the page's scripts before they start. Never in an address, never in a log. */
export type DocumentFacts = { apiBase: string; sessionId: string; answersForm: boolean }

const ELEMENT_ID = 'document-facts'

export function DocumentFactsScript({ facts }: { facts: DocumentFacts }) {
  const json = JSON.stringify(facts).replaceAll('<', '\\u003c')
  return (
    <script
      id={ELEMENT_ID}
      type="application/json"
      // biome-ignore lint/security/noDangerouslySetInnerHtml: JSON of our own making; a data block is not run
      dangerouslySetInnerHTML={{ __html: json }}
    />
  )
}

export function readDocumentFacts(): DocumentFacts {
  const json = document.getElementById(ELEMENT_ID)?.textContent
  if (json) return JSON.parse(json)
  return {
    apiBase: import.meta.env.VITE_API_BASE ?? 'http://localhost:8000',
    sessionId: crypto.randomUUID(),
    answersForm: false,
  }
}
