/** Looks at a file beside the page: to draw a huge picture again takes a while, and must not be waited for. */
import '~/lib/polyfills'
import { checkFile, type FileRules } from './check-file'

export type CheckFileMessage = { file: File; rules: FileRules }

addEventListener(
  'message',
  async ({ data }: MessageEvent<CheckFileMessage & { answer: MessagePort }>) => {
    data.answer.postMessage(await checkFile(data.file, data.rules))
  },
)
