import { describe, expect, it } from 'vitest'
import { pastedFiles } from './pasted-files'

const picture = new File(['…'], 'image.png', { type: 'image/png' })
const report = new File(['…'], 'report.pdf', { type: 'application/pdf' })

const clipboard = (files: File[], text = '') => ({
  files: files as unknown as FileList, // Node has no FileList; the function only iterates it
  getData: (type: string) => (type === 'text/plain' ? text : ''),
})

describe('pasting', () => {
  it('attaches a picture that comes alone', () => {
    expect(pastedFiles(clipboard([picture]))).toEqual([picture])
  })

  it('leaves text that comes with a picture of itself to the text box', () => {
    expect(pastedFiles(clipboard([picture], 'Week\tTopic\r\n1\tHooks'))).toEqual([])
    expect(pastedFiles(clipboard([picture], 'A paragraph from a word processor.'))).toEqual([])
  })

  it.each([
    'report.pdf',
    '/home/me/report.pdf',
    'C:\\Users\\me\\report.pdf',
    'file:///home/me/report.pdf',
  ])('attaches a file that a file manager copies with its name as text: %s', (text) => {
    expect(pastedFiles(clipboard([report], text))).toEqual([report])
  })

  it('attaches several files that are copied with a line for each', () => {
    expect(pastedFiles(clipboard([picture, report], 'image.png\nreport.pdf\n'))).toHaveLength(2)
  })

  it('does not take a sentence that ends with a file name for the file', () => {
    expect(pastedFiles(clipboard([report], 'Please read my report.pdf'))).toEqual([])
  })

  it('attaches nothing where the clipboard has only text', () => {
    expect(pastedFiles(clipboard([], 'Hello'))).toEqual([])
  })
})
