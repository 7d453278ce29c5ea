/** Nobody's niche is longer; what follows is not read. */
const LONGEST_READ = 300

/** The first thing said, without quotation marks, pictures and whatever could pass for markup. */
export function tidy(told: string): string {
  const text = told
    .slice(0, LONGEST_READ)
    .replace(/[\p{Cc}"“”<>[\]{}|*_`#]/gu, ' ')
    .replace(/\p{Extended_Pictographic}/gu, ' ')
    .replace(/\s*\/\s*/g, ' and ')
    .replace(/\s*&\s*/g, ' and ')
    .replace(/\s+/g, ' ')
    .trim()
  const [first = text] = text.split(
    /[.!?;](?:\s|$)|\s[–—-]\s|\s\(|, (?:and )?(?:i|we|my|but|so|mostly|mainly|because)\b/i,
  )
  const isShouted = /[A-Z]{5,}/.test(told) && !/[a-z]/.test(told)
  return (isShouted ? first.toLowerCase() : first).replace(/[\s,:.!?]+$/, '')
}

/** Cut between words, and never after one that wants another. */
export function shorten(text: string, most = 60): string {
  if (text.length <= most) return text
  return text
    .slice(0, most + 1)
    .replace(/\s+\S*$/, '')
    .replace(/(?:,|\s+(?:and|or|of|to|for|with|in|on|at|the|an?|who|that|their|your|by))+$/i, '')
}

/** Words that keep their capital inside a sentence. */
const PROPER =
  /^(?:I|[A-Z]{2,}|[A-Z]\w*[A-Z]\w*|English|French|German|Spanish|Italian|Portuguese|Japanese|Korean|Chinese|Mandarin|Arabic|Russian|Polish|Dutch|Swedish|Turkish|Greek|Hindi|Thai|Mexican|Indian|American|British|African|Asian|European|Excel|Notion|Canva|Instagram|Pinterest|Etsy|Python|Java|React|Photoshop|Lightroom|Christian|Jewish|Muslim|Buddhist|Catholic|Montessori|Pilates|Reiki|Ayurved\w*|Gen|Christmas|Disney|Lego|Minecraft|London|Paris|Berlin|Italy|Japan|Europe|Africa|Asia|America|Apple|Google|Android)\b/

export function lowerFirst(text: string): string {
  return PROPER.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1)
}
