import type { ActionFunctionArgs } from '@remix-run/node'
import { useActionData, useLocation } from '@remix-run/react'
import { FreshChat } from '~/chat/fresh-chat'
import { sendFromForm } from '~/chat/send-from-form.server'

export async function action(args: ActionFunctionArgs) {
  return sendFromForm(args)
}

export default function Start() {
  const { key } = useLocation()
  return <FreshChat key={key} returned={useActionData<typeof action>()} />
}
