import type { ActionFunctionArgs } from '@remix-run/node'
import { useActionData, useLocation } from '@remix-run/react'
import { sendFromForm } from '~/chat/composer/send-from-form.server'
import { NewChat } from '~/chat/new-chat'
import { useNewChat } from '~/chat/use-new-chat'
import { ChatOrPanel } from '~/panel/chat-or-panel'

export async function action(args: ActionFunctionArgs) {
  return sendFromForm(args)
}

export default function Start() {
  const location = useLocation()
  const returned = useActionData<typeof action>()
  const { chatKey, isAskedFor } = useNewChat(location)
  return (
    <ChatOrPanel key={location.key} chatKey={chatKey} isAskedFor={isAskedFor}>
      <NewChat chatKey={chatKey} isAskedFor={isAskedFor} returned={returned} />
    </ChatOrPanel>
  )
}
