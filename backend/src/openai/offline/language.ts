import { splitWords } from './vocabulary.ts'

const ENGLISH = wordSet(
  `the a an i my me you your we it is are was do does did how what when which why who where can could should would to of for in on with
  and or but not this that these have has get make give write help need want best good more be post posting video videos hooks please`,
)
/** Short words that carry the grammar of other languages. */
const OTHERS = wordSet(
  `el la los las un una de que qué para por con cómo como mi mis más mas es hola quiero puedo hacer tengo
  der die das und ich wie wird ist ein eine mein meine für mit auf nicht kann man mehr was zu
  le les des du je comment est une mon mes pour avec sur plus faire puis quel quelle ai
  il che come per di sono mio posso fare più gli o os meu minha mais fazer você não eu uma em
  het een hoe ik mijn voor meer kan jag hur och jak nie na się bir nasıl için`,
)
/** Scripts that English is not written in. */
const OTHER_SCRIPT =
  /[\p{Script=Cyrillic}\p{Script=Han}\p{Script=Arabic}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Thai}]/gu

/** Whether a message is plainly written in a language other than English. */
export function isOtherLanguage(text: string): boolean {
  const words = splitWords(text)
  if ((text.match(OTHER_SCRIPT)?.length ?? 0) > 3) return true
  const other = words.filter((word) => OTHERS.has(word)).length
  const english = words.filter((word) => ENGLISH.has(word)).length
  const isMarked = /[¿¡]/.test(text)
  return (other >= 2 || (isMarked && other >= 1)) && other > english
}

function wordSet(words: string): Set<string> {
  return new Set(words.trim().split(/\s+/))
}
