import { useState } from 'react'
import { messageOf } from '~/api/api-error'
import { upload } from '~/api/upload'
import { tabApi } from '~/session/tab-session'
import { formatBytes } from '~/ui/format-bytes'

type RunningUpload = { key: string; name: string; share: number }

/** Sends files to the library one after the other, telling how far each is. */
export function useLibraryUpload(limit: number, onDone: () => void) {
  const [uploads, setUploads] = useState<RunningUpload[]>([])
  const [problem, setProblem] = useState<string>()

  async function send(file: File) {
    const key = crypto.randomUUID()
    setUploads((all) => [...all, { key, name: file.name, share: 0 }])
    const onProgress = (share: number) =>
      setUploads((all) => all.map((entry) => (entry.key === key ? { ...entry, share } : entry)))
    const body = new FormData()
    body.append('file', file, file.name)
    try {
      const { signal } = new AbortController()
      await upload({ ...tabApi().libraryUpload, method: 'POST', body, signal, onProgress })
      onDone()
    } catch (error) {
      setProblem(`${file.name}: ${messageOf(error)}`)
    } finally {
      setUploads((all) => all.filter((entry) => entry.key !== key))
    }
  }

  async function add(files: File[]) {
    const large = files.find((file) => file.size > limit)
    setProblem(large && `${large.name} is larger than ${formatBytes(limit)}.`)
    for (const file of files) if (file.size <= limit) await send(file)
  }

  return { uploads, problem, add }
}
