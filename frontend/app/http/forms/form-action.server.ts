import type { ActionFunctionArgs } from '@remix-run/node'
import { clientAddress } from '../client-address.server'
import { isCrossSite } from '../cross-site'
import { failureOf, report } from '../error-log'
import { FormProblem, tooManyUploads } from './form-problem'
import { type FileRules, type FormRules, readForm } from './read-form.server'
import { createUploadSlots } from './upload-slots'

type Rules = Omit<FormRules, 'files'> & { files?: Omit<FileRules, 'begin'> }

const slots = createUploadSlots()

/**
 * What every action of this site begins with: takes a form that one of our own pages has sent, as far as the rules
 * allow, and hands it on. Files live as long as `take` runs.
 * @param refuse what to answer to a form that was not taken; without it, the page about the status
 */
export async function withForm<T>(
  args: ActionFunctionArgs,
  rules: Rules,
  take: (form: FormData) => Promise<T>,
  refuse: (problem: FormProblem) => T = answerWithPage,
): Promise<T> {
  const { request } = args
  if (request.method !== 'POST') throw new Response(null, { status: 405 })
  if (isCrossSite(request.headers)) throw new Response(null, { status: 403 })
  let giveBack: (() => void) | undefined
  const begin = () => {
    giveBack = slots.take(clientAddress(args))
    if (!giveBack) throw tooManyUploads()
  }
  const files = rules.files && { ...rules.files, begin }
  try {
    const received = await readForm(request, { ...rules, files })
    try {
      return await take(received.form)
    } finally {
      await received.dispose()
    }
  } catch (error) {
    if (!(error instanceof FormProblem)) throw error
    if (error.status === 507) report(args.context, failureOf(error.cause))
    args.context.retryAfter ??= error.retryAfter
    return refuse(error)
  } finally {
    giveBack?.()
  }
}

function answerWithPage({ refusal, status }: FormProblem): never {
  throw Response.json(refusal, { status })
}
