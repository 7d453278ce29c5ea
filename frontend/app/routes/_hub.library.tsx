import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
} from '@remix-run/node'
import {
  type ClientActionFunctionArgs,
  useActionData,
  useLoaderData,
  useRouteError,
} from '@remix-run/react'
import { orThrowResponse } from '~/api/error-response'
import { withForm } from '~/http/forms/form-action.server'
import { LibraryPage } from '~/library/library-page'
import {
  changeLibrary,
  type LibraryChange,
  type LibraryData,
  loadLibrary,
} from '~/library/load-library'
import { createClientLoader } from '~/session/client-loader'
import { documentApi } from '~/session/document-api.server'
import { sessionOrDefault } from '~/session/hub-data'
import { redirectAfterForm } from '~/session/session.server'
import { tabApi } from '~/session/tab-session'
import { ErrorPage } from '~/shell/error-page'
import { documentTitle } from '~/ui/page'

export const meta: MetaFunction = () => [{ title: documentTitle('Library') }]

export async function loader(args: LoaderFunctionArgs) {
  return orThrowResponse(loadLibrary(await documentApi(args)))
}

export const clientLoader = createClientLoader((api, _params, known?: LibraryData) =>
  loadLibrary(api, known),
)

type LibraryAnswer = ReturnType<typeof data<LibraryChange>>

export async function action(args: ActionFunctionArgs) {
  const api = await documentApi(args)
  const { limits } = await sessionOrDefault(api)
  return withForm<LibraryAnswer>(
    args,
    { files: { field: 'file', count: 1, bytes: limits.library_file_bytes } },
    async (form) => {
      const change = await changeLibrary(api, form)
      if (!change.done) return data(change, { status: change.status ?? 400 })
      throw await redirectAfterForm(args, '/library')
    },
    ({ refusal, status }) => data({ done: false, problem: refusal }, { status }),
  )
}

export async function clientAction({ request }: ClientActionFunctionArgs) {
  return changeLibrary(tabApi(), await request.formData())
}

export default function Library() {
  return (
    <LibraryPage library={useLoaderData<typeof loader>()} change={useActionData<typeof action>()} />
  )
}

export function ErrorBoundary() {
  return <ErrorPage error={useRouteError()} />
}
