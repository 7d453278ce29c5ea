import { describe, expect, test } from 'vitest'
import { probeSentences } from './probe-sentence.ts'

const KILN = 'The kiln Zephyrine fires porcelain at 1240 degrees every Friday evening.'
const SHELF = 'A shelf of unglazed stoneware dries slowly beside the northern window.'

describe('a telling sentence', () => {
  test('is a whole one, without the marks around it', () => {
    expect(probeSentences(`# Notes\n\n> - ${KILN} Yes!\n`)[0]).toBe(KILN)
    expect(probeSentences(`| ${KILN} |`)[0]).toBe(KILN)
  })

  test.each([
    'Page 3 of 17 of this very long and carefully numbered publication',
    'Copyright by the workshop of ceramic studies, reproduction is forbidden',
    'Visit https://example.com for marvellous ceramics and extraordinary workshops',
    'Introduction to extraordinary porcelain techniques ........ 14',
    '1240 1250 1260 1270 1280 1290 1300 1310 1320 1330 degrees of temperature',
  ])('is never such as “%s”', (line) => {
    expect(probeSentences(`${line}\n${KILN}\n`)).toEqual([KILN])
  })

  test('is not the head of every page', () => {
    const head = 'Extraordinary ceramics handbook, revised international workshop edition'

    expect(probeSentences(`${head}\n${KILN}\f${head}\n${SHELF}`)).not.toContain(head)
  })

  test('says what the rest of the text does not say', () => {
    const common = 'Firing porcelain needs patience, and porcelain firing rewards patience'
    const text = [`${common} today.`, `${common} always.`, SHELF, `${common} again.`].join('\n')

    expect(probeSentences(text)[0]).toBe(SHELF)
  })

  test('is the same for the same text', () => {
    const text = [KILN, SHELF, KILN.replace('Friday', 'Monday')].join(' ')

    expect(probeSentences(text)).toEqual(probeSentences(text))
    expect(probeSentences(text)).toHaveLength(3)
  })

  test('is cut at the end of a word where it is very long', () => {
    const [sentence = ''] = probeSentences('Zephyrine glazes stoneware with celadon, '.repeat(20))

    expect(sentence.length).toBeLessThanOrEqual(200)
    expect(sentence).toMatch(/(Zephyrine|glazes|stoneware|with|celadon,)$/)
  })

  test('is read in any script', () => {
    const text =
      'この窯は毎週金曜日の夜に千二百四十度で粘土を焼き、その後十二時間かけてゆっくり冷まします。'

    expect(probeSentences(`短い。${text}短い。`)[0]).toBe(text)
  })
})

describe('a text without one', () => {
  test('gives the longest that it has', () => {
    expect(probeSentences('name,price\nMug,12\nSalad bowl,18')[0]).toBe('Salad bowl,18')
  })

  test.each(['', ' \n\f ', '--- *** |||'])('of no words (%j) gives none', (text) => {
    expect(probeSentences(text)).toEqual([])
  })
})
