import type { ActionFunctionArgs } from '@remix-run/node'
import { useActionData, useLocation } from '@remix-run/react'
import { FreshChat } from '~/chat/fresh-chat'
import { sendFromForm } from '~/chat/send-from-form.server'
import { useNewChat } from '~/chat/use-new-chat'
import { ChatFace } from '~/chatkit/chat-face'

export async function action(args: ActionFunctionArgs) {
  return sendFromForm(args)
}

export default function Start() {
  const location = useLocation()
  const returned = useActionData<typeof action>()
  const { chatKey, isAskedFor } = useNewChat(location)
  return (
    <ChatFace key={location.key} chatKey={chatKey} isAskedFor={isAskedFor}>
      <FreshChat chatKey={chatKey} isAskedFor={isAskedFor} returned={returned} />
    </ChatFace>
  )
}
