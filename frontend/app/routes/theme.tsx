import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { pathWithin, redirectAfterForm } from '~/session/session.server'
import { themeCookie, themeOf } from '~/ui/theme'

export const loader = () => redirect('/')

/** The theme button before, and without, scripts. */
export async function action(args: ActionFunctionArgs) {
  const form = await args.request.formData()
  const response = await redirectAfterForm(args, pathWithin(form.get('to')))
  response.headers.append('Set-Cookie', themeCookie(themeOf(`theme=${form.get('theme')}`)))
  return response
}
