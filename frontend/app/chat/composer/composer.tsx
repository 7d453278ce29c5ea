import { type FormEvent, type KeyboardEvent, type MouseEvent, memo, useId } from 'react'
import type { SessionInfo } from '~/api/client'
import { useHubData } from '~/session/hub-data'
import { announce } from '~/ui/announcer'
import { useFileDrop } from '~/ui/file-drop'
import { isSubmitKey } from '~/ui/form-fields'
import { SendIcon, StopIcon } from '~/ui/icons'
import { useHydrated } from '~/ui/use-hydrated'
import type { Wait } from '~/ui/wait'
import { AttachButton } from '../attachments/attach-button'
import { AttachedFiles } from '../attachments/attached-files'
import { pastedFiles } from '../attachments/pasted-files'
import { DictateButton } from '../dictation/dictate-button'
import { DictationNote } from '../dictation/dictation-note'
import { insertWords, useDictation } from '../dictation/use-dictation'
import type { Draft } from '../drafts/drafts'
import { drafts } from '../turn/browser-chat'
import { useDraft } from '../turn/use-chat'
import styles from './composer.module.css'
import { COMPOSER_ID, focusComposer } from './composer-focus'
import { useKeepTypedText } from './keep-typed-text'
import { type Readiness, useReadiness } from './readiness'
import type { ReturnedMessage } from './send-from-form.server'

type ComposerProps = {
  /** Where the form goes before hydration and without scripts. */
  action: string
  draftKey: string
  /** An answer is under way, and whether it can be stopped. */
  turn?: 'running' | 'stopping'
  returned?: ReturnedMessage
  /** Why nothing can be said here for now. */
  locked?: string
  /** The last answer has failed, or the last message was refused. */
  hasProblem: boolean
  /** The last message was refused until then. */
  wait?: Wait
  onSend: (message: Draft) => void
  onStop: () => void
}

/** Drawn again when something of it changes: not with the words of an answer. */
export const Composer = memo(function Composer(props: ComposerProps) {
  const { action, draftKey, turn, returned, locked, hasProblem, wait, onSend, onStop } = props
  const { session } = useHubData()
  const draft = useDraft(draftKey)
  const isHydrated = useHydrated()
  const noteId = useId()
  const textarea = useKeepTypedText(draftKey, returned?.text)
  const readiness = useReadiness(draft, session.limits, wait)
  // What has a problem is mended by sending, so it does not wait for it.
  const isBehind = (draft.queued ?? []).length > 0 && !hasProblem
  const mustQueue = turn !== undefined || isBehind || readiness.isUploading === true
  const canSubmit = readiness.canSend || readiness.isUploading === true
  const addFiles = (files: File[]) => drafts.addFiles(draftKey, files, session.limits)
  const isOff = !session.uploads || locked !== undefined
  useFileDrop('Drop files to attach them to your message', addFiles, isOff)
  const dictation = useDictation((words) => {
    const box = textarea.current
    if (!box) return
    insertWords(box, words)
    drafts.setText(draftKey, box.value)
    focusComposer()
  })

  const send = (event: FormEvent) => {
    event.preventDefault()
    if (locked || !canSubmit) return
    if (mustQueue) {
      drafts.enqueue(draftKey)
      announce('Your message waits to be sent.')
      return focusComposer()
    }
    const message = drafts.take(draftKey)
    onSend({ ...message, text: message.text.trim() })
    focusComposer()
  }
  const stop = ({ detail }: MouseEvent) => {
    // The second half of a double click on Send, which stood here a moment ago.
    if (detail > 1) return
    onStop()
    focusComposer()
  }

  return (
    <form
      method="post"
      action={action}
      encType="multipart/form-data"
      className={styles.composer}
      onSubmit={send}
    >
      <AttachedFiles
        files={draft.files}
        onRemove={(fileKey) => {
          drafts.removeFile(draftKey, fileKey)
          focusComposer()
        }}
        onRetry={(fileKey) => {
          drafts.retryFile(draftKey, fileKey)
          focusComposer()
        }}
      />
      <label htmlFor={COMPOSER_ID} className="visually-hidden">
        Message
      </label>
      <textarea
        ref={textarea}
        id={COMPOSER_ID}
        name="message"
        dir="auto"
        className={styles.text}
        rows={1}
        placeholder={locked ?? 'Ask your coach'}
        disabled={locked !== undefined}
        autoComplete="off"
        enterKeyHint="enter"
        aria-describedby={noteId}
        aria-invalid={readiness.isTooLong || undefined}
        value={draft.text || (isHydrated ? '' : (returned?.text ?? ''))}
        onChange={(event) => drafts.setText(draftKey, event.target.value)}
        onKeyDown={submitOnEnter}
        onPaste={(event) => {
          const files = pastedFiles(event.clipboardData)
          if (files.length === 0) return
          event.preventDefault()
          addFiles(files)
        }}
      />
      {dictation && <DictationNote dictation={dictation} />}
      <div className={styles.tools}>
        <AttachButton onFiles={addFiles} isOff={isOff} />
        <ComposerNote
          id={noteId}
          readiness={readiness}
          // A draft hides the placeholder that says so.
          notice={draft.text && locked ? locked : draft.notice}
          model={session.model}
        />
        {dictation && !locked && <DictateButton dictation={dictation} />}
        {turn && (
          <button
            type="button"
            className={styles.send}
            aria-label="Stop"
            title="Stop"
            disabled={turn === 'stopping'}
            onClick={stop}
          >
            <StopIcon size={22} />
          </button>
        )}
        {(!turn || canSubmit) && (
          <button
            type="submit"
            className={styles.send}
            aria-label={mustQueue && canSubmit ? 'Send when ready' : 'Send'}
            title={readiness.reason ?? (mustQueue ? 'Send when ready' : 'Send')}
            aria-describedby={noteId}
            disabled={locked !== undefined || (isHydrated && !canSubmit)}
          >
            <SendIcon size={22} />
          </button>
        )}
      </div>
    </form>
  )
})

function submitOnEnter(event: KeyboardEvent<HTMLTextAreaElement>) {
  if (!isSubmitKey(event)) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}

type ComposerNoteProps = {
  id: string
  readiness: Readiness
  notice?: string
  model: SessionInfo['model']
}

/** The quiet line beside the buttons: what keeps a message from being sent, or who will answer it. */
export function ComposerNote({ id, readiness, notice, model }: ComposerNoteProps) {
  const urgent = readiness.reason ?? notice
  return (
    <p
      id={id}
      className={styles.note}
      data-urgent={readiness.isTooLong || notice ? true : undefined}
    >
      {urgent ?? (model.mode === 'offline' && LIBRARY_COACH)}
    </p>
  )
}

const LIBRARY_COACH = 'Library coach: answers from the playbooks and your files only.'
