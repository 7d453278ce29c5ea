/** What the routes beside ChatKit's answer with. */

/** `GET /session`: what a page has to know besides the threads. */
export type SessionInfo = {
  model: ModelInfo
  /** Whether files can be added. */
  uploads: boolean
  /** Whether speech can be turned into text. */
  dictation: boolean
  /** How long each stage of an answer usually takes, by its words in `progress_update`; in seconds. */
  usual_seconds: Record<string, number>
  /** Answers being written now. */
  runs: { id: string; thread_id: string; started_at: string }[]
  limits: {
    message_chars: number
    attachment_bytes: number
    attachments_per_message: number
    library_file_bytes: number
  }
}

export type ModelMode = 'openai' | 'compatible' | 'offline'
export type ModelInfo = { mode: ModelMode; name: string }

/** `GET /session/data`: what is stored of a session, and until when. */
export type SessionData = {
  chats: number
  message_items: number
  /** `file_id`: the file that the coach reads it from; with the same bytes, counted once. */
  attachments: { id: string; name: string; mime_type: string; bytes: number; file_id?: string }[]
  files: { id: string; name: string; bytes: number }[]
  /** All of them, what is in both lists counted once. */
  bytes: number
  facts: Record<string, string[]>
  idle_minutes: number
  /** Unless the session is used again before; this request was such a use. */
  forgotten_at: string
}

/** `GET /library/files`. */
export type LibraryFiles = { data: LibraryFile[] }

export type LibraryFile = {
  id: string
  filename: string
  bytes: number
  status: 'indexing' | 'ready' | 'failed'
  error?: string
  /** The sentence of it that a search has found it by. */
  evidence?: string
  /** Part of the permanent library, which no session can change. */
  shared: boolean
}

/** `DELETE /session?receipt=1` and `GET /receipts/:id`: names and counts of what was erased, never content. */
export type Receipt = { id: string; erased_at: string; objects: ErasedObject[] }

export type ErasedObject = {
  kind: 'thread' | 'message_items' | 'attachment' | 'file' | 'run_log' | 'facts'
  id?: string
  name?: string
  /** How many, where they are not listed one by one. */
  count?: number
  bytes?: number
  /** `pending`: the vector store has not confirmed yet that it is gone. */
  status: 'erased' | 'pending'
  confirmed_at?: string
}

/** What the model may cost today, and has cost. */
export type BudgetState = { limit: number; used: number; resets_at: string }

/** `GET /health`: 200 while every check is `ok`, 503 otherwise. */
export type Health = {
  status: 'healthy' | 'unhealthy'
  version: string
  commit: string | null
  uptime_s: number
  model: ModelInfo
  memory: 'sqlite' | 'redis'
  vector_store: 'configured' | 'not_configured'
  budget?: BudgetState
  checks: { memory: 'ok' | 'failed'; lifecycle: 'ok' | 'shutting_down' }
}
