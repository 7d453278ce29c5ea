import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { useRouteError } from '@remix-run/react'
import { withForm } from '~/http/forms/form-action.server'
import { redirectAfterForm } from '~/session/session.server'
import { FramelessErrorPage } from '~/shell/error-page'

export const loader = () => redirect('/')

/** Reads a page once more without scripts. A reload would begin a new session; this goes on with it. */
export async function action(args: ActionFunctionArgs) {
  return withForm(args, {}, (form) => redirectAfterForm(args, form.get('to')))
}

/** Without one, what is refused here would have no page. */
export function ErrorBoundary() {
  return <FramelessErrorPage error={useRouteError()} />
}
