import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { pathWithin, redirectAfterForm } from '~/session/session.server'

export const loader = () => redirect('/')

/** Reads a page once more without scripts. A reload would begin a new session; this goes on with it. */
export async function action(args: ActionFunctionArgs) {
  const form = await args.request.formData()
  return redirectAfterForm(args, pathWithin(form.get('to')))
}
