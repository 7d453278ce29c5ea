import type { ActionFunctionArgs } from '@remix-run/node'
import { useActionData, useLocation } from '@remix-run/react'
import { FreshChat } from '~/chat/fresh-chat'
import { sendFromForm } from '~/chat/send-from-form.server'
import { ChatFace } from '~/chatkit/chat-face'

export async function action(args: ActionFunctionArgs) {
  return sendFromForm(args)
}

/** What the router calls the place where a document began. */
const DOCUMENT_KEY = 'default'

export default function Start() {
  const { key } = useLocation()
  const returned = useActionData<typeof action>()
  const isAskedFor = key !== DOCUMENT_KEY
  return (
    <ChatFace key={key} threadId={null} isAskedFor={isAskedFor}>
      <FreshChat isAskedFor={isAskedFor} returned={returned} />
    </ChatFace>
  )
}
