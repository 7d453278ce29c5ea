import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { useRouteError } from '@remix-run/react'
import { isHttps } from '~/http/cross-site'
import { withForm } from '~/http/forms/form-action.server'
import { redirectAfterForm } from '~/session/session.server'
import { FramelessErrorPage } from '~/shell/error-page'
import { isTheme, themeCookie } from '~/ui/theme'

export const loader = () => redirect('/')

/** The theme button before, and without, scripts. */
export async function action(args: ActionFunctionArgs) {
  return withForm(args, {}, async (form) => {
    const response = await redirectAfterForm(args, form.get('to'))
    const theme = form.get('theme')
    if (isTheme(theme)) {
      response.headers.append('Set-Cookie', themeCookie(theme, isHttps(args.request)))
    }
    return response
  })
}

/** Without one, what is refused here would have no page. */
export function ErrorBoundary() {
  return <FramelessErrorPage error={useRouteError()} />
}
