type ErrorBody = { error: { code: string; message: string }; message: string }

/** Status and code of a refused request; fails when the answer is no error of this API. */
export async function refusalOf(answer: Response | Promise<Response>): Promise<string> {
  const response = await answer
  const { error, message } = (await response.json()) as ErrorBody
  if (!error.message || error.message !== message) throw new Error('The message is missing.')
  return `${response.status} ${error.code}`
}
