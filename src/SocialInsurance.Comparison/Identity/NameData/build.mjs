// Writes the tables beside this file from published data. PROVENANCE.md has the versions, digests and the command.
//   node build.mjs UNIHAN_DIR OPENCC_DIR HANZI_DIR
// UNIHAN_DIR holds the Unihan_*.txt of the Unicode Character Database and EquivalentUnifiedIdeograph.txt, the others are unpacked packages.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [unihanDir, openccDir, hanziDir] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const isHan = c => /\p{Script=Han}/u.test(c);
const at = hex => String.fromCodePoint(parseInt(hex, 16));
const byCode = (a, b) => a.codePointAt(0) - b.codePointAt(0);

// --- sources -----------------------------------------------------------------------------------------------------------------
const unihan = new Map(); // field -> character -> value
for (const file of ['Variants', 'Readings', 'OtherMappings', 'IRGSources']) {
  for (const line of readFileSync(join(unihanDir, `Unihan_${file}.txt`), 'utf8').split('\n')) {
    const [code, field, value] = line.split('\t');
    if (!value || line[0] === '#') continue;
    if (!unihan.has(field)) unihan.set(field, new Map());
    unihan.get(field).set(at(code.slice(2)), value);
  }
}
const field = (name, c) => unihan.get(name)?.get(c) ?? '';
const variants = (name, c) => field(name, c).split(' ').filter(Boolean).map(v => at(v.slice(2).split('<')[0])).filter(v => v !== c);
const standard = unihan.get('kTGH'); // the Table of General Standard Chinese Characters (2013): what a name may be registered in
const opencc = name => new Map(readFileSync(join(openccDir, `dist/esm-lib/dict/${name}.js`), 'utf8').match(/"(.*)"/s)[1].split('|').map(p => p.split(' ')));
const simplified = opencc('TSCharacters');
const regional = [opencc('TWVariantsRev'), opencc('HKVariantsRev'), opencc('JPShinjitaiCharacters')];
const reviewed = readFileSync(join(here, 'reviewed.txt'), 'utf8').split('\n').filter(l => l && l[0] !== '#').map(l => l.split(' '));
const reviewedOf = kind => reviewed.filter(r => r[0] === kind).map(r => r[1]);

// --- readings: syllables without tone, the most usual first; v for u with diaeresis -------------------------------------------------
const plain = s => s.normalize('NFD').replace(/u\u0308/g, 'v').replace(/[\u0300-\u036f]/g, '').replace(/ê/g, 'e').toLowerCase();
const toned = c => [
  ...field('kMandarin', c).split(' '), ...field('kTGHZ2013', c).split(' ').flatMap(v => (v.split(':')[1] ?? '').split(',')),
  ...field('kXHC1983', c).split(' ').flatMap(v => (v.split(':')[1] ?? '').split(',')),
  ...field('kHanyuPinyin', c).split(' ').flatMap(v => (v.split(':')[1] ?? '').split(','))].filter(Boolean);
const shareReading = (a, b) => toned(a).some(r => toned(b).includes(r));
const shareSyllable = (a, b) => toned(a).map(plain).some(r => toned(b).map(plain).includes(r));

// --- variants: another way of writing -> the standard way ------------------------------------------------------------------------
const only = list => { const set = [...new Set(list)]; return set.length === 1 ? set[0] : undefined; };
const inStandard = list => list.filter(c => standard.has(c));
const exact = new Map([...reviewedOf('equal'), ...reviewedOf('restored')].map(p => [...p]));
for (const p of reviewedOf('equal')) if (standard.has([...p][0])) throw new Error(`${p}: a standard character is nobody's variant`);
const radicals = new Map();
for (const line of readFileSync(join(unihanDir, 'EquivalentUnifiedIdeograph.txt'), 'utf8').split('\n')) {
  const m = line.match(/^([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*([0-9A-F]+)/);
  for (let c = parseInt(m?.[1] ?? '1', 16), end = parseInt(m?.[2] ?? m?.[1] ?? '0', 16); c <= end; c++) radicals.set(String.fromCodePoint(c), at(m[3]));
}
const step = (c, byOriginal) => {
  if (exact.has(c)) return exact.get(c);
  const unified = radicals.get(c) ?? c.normalize('NFC');
  if (unified !== c) return unified;
  if (standard.has(c)) return c; // a standard character is nobody's variant
  const official = inStandard(variants('kSimplifiedVariant', c));
  if (official.length) return official.includes(simplified.get(c)) ? simplified.get(c) : official[0];
  if (standard.has(simplified.get(c))) return simplified.get(c);
  const shape = only(inStandard(variants('kZVariant', c)));
  if (shape) return shape;
  for (const table of regional) if (table.has(c)) return table.get(c);
  const near = [...variants('kSemanticVariant', c), ...variants('kZVariant', c)].filter(v => shareReading(c, v));
  const meaning = only(inStandard([...near, ...near.map(v => simplified.get(v) ?? only(inStandard(variants('kSimplifiedVariant', v))) ?? v)]));
  if (meaning) return meaning;
  const original = byOriginal && only(variants('kTraditionalVariant', c)); // simplified by analogy from a variant: 颕 from 頴
  if (original && standard.has(fold(original, false)) && shareReading(c, original)) return fold(original, false);
  return simplified.get(c) ?? only(variants('kSimplifiedVariant', c)) ?? c;
};
const fold = (c, byOriginal = true) => {
  for (let seen = new Set(); !seen.has(c); ) { seen.add(c); c = step(c, byOriginal); }
  return c;
};
const known = new Set([...simplified.keys(), ...regional.flatMap(t => [...t.keys()]), ...exact.keys(), ...radicals.keys()]);
for (const name of ['kSimplifiedVariant', 'kZVariant', 'kSemanticVariant', 'kMandarin']) for (const c of unihan.get(name)?.keys() ?? []) known.add(c);
for (const [from, to] of [[0x2f00, 0x2fd5], [0xf900, 0xfaff], [0x2f800, 0x2fa1f]]) for (let c = from; c <= to; c++) known.add(String.fromCodePoint(c));
const folded = new Map();
for (const c of known) if (isHan(c) && fold(c) !== c) folded.set(c, fold(c));
const groups = new Map();
for (const [c, to] of [...folded].sort((a, b) => byCode(a[0], b[0]))) groups.set(to, (groups.get(to) ?? '') + c);
const write = (file, what, lines) => writeFileSync(join(here, file), `# ${what}\n${lines.join('\n')}\n`);
write('variants.txt', 'The standard character, then the other ways of writing it. Made by build.mjs.',
  [...groups].sort((a, b) => byCode(a[0], b[0])).map(([to, from]) => to + from));

// --- readings of what is left after folding ----------------------------------------------------------------------------------------
const isCommon = c => standard.has(c) || (c.codePointAt(0) >= 0x3400 && c.codePointAt(0) <= 0x9fff);
const syllables = new Map();
for (const c of [...known].filter(c => isHan(c) && !folded.has(c) && isCommon(c)).sort(byCode)) {
  const list = standard.has(c)
    ? [...field('kMandarin', c).split(' '), ...field('kTGHZ2013', c).split(' ').flatMap(v => (v.split(':')[1] ?? '').split(','))]
    : field('kMandarin', c).split(' ').slice(0, 1);
  [...new Set(list.filter(Boolean).map(plain))].forEach((s, i) => {
    if (!syllables.has(s)) syllables.set(s, ['', '']);
    syllables.get(s)[i === 0 ? 0 : 1] += c;
  });
}
write('readings.txt', 'A syllable without tone, the characters that are mostly read so, those that may be. Made by build.mjs.',
  [...syllables].filter(([s]) => /^[a-z]+$/.test(s)).sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([s, c]) => `${s} ${c[0] || '-'} ${c[1] || '-'}`));

// --- kindred: standard characters that stood for each other in some register, never equal ------------------------------------------
const kindred = new Set(reviewedOf('kindred'));
const pair = (a, b) => { const [x, y] = [fold(a), fold(b)].sort(byCode); if (x !== y && standard.has(x) && standard.has(y)) kindred.add(x + y); };
for (const c of known) {
  if (!isHan(c)) continue;
  const to = [...variants('kSimplifiedVariant', c), ...(simplified.has(c) ? [simplified.get(c)] : [])];
  to.forEach(t => pair(fold(c), t));
  if (standard.has(c)) [...variants('kSemanticVariant', c), ...variants('kZVariant', c)].filter(v => shareReading(c, v)).forEach(v => pair(c, v));
}
write('kindred.txt', 'Two standard characters of which one was written for the other. Made by build.mjs.', [...kindred].sort(byCode));

// --- letters: the base of accented Latin, Greek and Cyrillic letters, as machine-readable passports drop accents (ICAO Doc 9303-3) ------
const bases = new Map();
const spelt = { 'æ': 'ae', 'œ': 'oe', 'ß': 'ss', 'ø': 'o', 'ð': 'd', 'đ': 'd', 'ł': 'l', 'ħ': 'h', 'ŧ': 't', 'þ': 'th', 'ı': 'i', 'ŋ': 'n', 'ĸ': 'k', 'ς': 'σ', 'ſ': 's', 'ə': 'e' };
for (const [from, to] of [[0xc0, 0x24f], [0x1e00, 0x1eff], [0x370, 0x4ff], [0x1f00, 0x1fff], [0xfb00, 0xfb06]]) {
  for (let c = from; c <= to; c++) {
    const letter = String.fromCodePoint(c);
    const lower = letter.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
    const base = [...lower].map(l => spelt[l] ?? l).join('');
    if (/^([a-z]{1,2}|\p{Ll}|\p{Lo})$/u.test(base) && base !== letter) bases.set(base, (bases.get(base) ?? '') + letter);
  }
}
write('letters.txt', 'One or two small letters, a blank, the letters that are folded to them. Made by build.mjs.', [...bases].sort((a, b) => byCode(a[0], b[0])).map(([b, l]) => `${b} ${l}`));

// --- private: code page 936 gives FE50 to FEA0, which are characters since GB 18030-2000, private code points in this order ---------------
const gb = new TextDecoder('gb18030');
const privateUse = [];
for (let low = 0x50, c = 0xe815; low <= 0xa0; low++) {
  if (low === 0x7f) continue;
  const character = gb.decode(new Uint8Array([0xfe, low]));
  if (/^[\u3400-\u4dbf]$/.test(character)) privateUse.push(character + String.fromCodePoint(c));
  c++;
}
write('private.txt', 'A character, then the private code point that stands for it in text that went through code page 936. Made by build.mjs.', privateUse);

// --- look-alikes: the same but for the radical, or named by Unicode or by us ---------------------------------------------------------
const strokes = c => parseInt(field('kTotalStrokes', c), 10);
const parts = new Map();
for (const line of readFileSync(join(hanziDir, 'lib/data/cjk-decomp.txt.js'), 'utf8').split('\n')) {
  const m = line.match(/(?:^|`)(.+?):([a-z0-9/]+)\((.*)\)/u);
  if (m) parts.set(m[1], [m[2].split('/')[0], m[3].split(',')]);
}
const isRadical = c => radicals.has(c) || [...radicals.values()].includes(c) || /[亻氵冫忄扌犭礻衤讠饣纟钅刂阝艹宀冖疒辶廴彳彡灬丬⺮罒⺼爫牜]/u.test(c);
const shapes = new Map();
const composed = [];
for (const c of [...standard.keys()].sort(byCode)) {
  const [kind, list] = parts.get(c) ?? [];
  if (list?.length !== 2) continue;
  if (list.every(isHan) && parseInt(standard.get(c).split(':')[1], 10) > 3500) composed.push(c + list.join(''));
  list.forEach((part, i) => {
    const rest = list[1 - i];
    const size = isHan(part) && strokes(part) ? strokes(part) : 3;
    if (isRadical(part) && strokes(c) - size >= 4 && size * 2 <= strokes(c)) {
      const key = `${kind}${i}${rest}`;
      shapes.set(key, (shapes.get(key) ?? '') + c);
    }
  });
}
const alike = new Set([...reviewedOf('alike'), ...[...shapes.values()].filter(s => [...s].length > 1)]);
for (const [c, value] of unihan.get('kSpoofingVariant')) {
  for (const v of value.split(' ')) if (standard.has(c) && standard.has(at(v.slice(2)))) alike.add([c, at(v.slice(2))].sort(byCode).join(''));
}
write('lookalikes.txt', 'Characters that a hurried reader takes for each other. Made by build.mjs.', [...alike].sort());
write('parts.txt', 'A less usual character, then the two parts by which a clerk may describe it. Made by build.mjs.', composed);

const unread = [...folded].filter(([a, b]) => toned(a).length && toned(b).length && !shareSyllable(a, b));
console.log(`${folded.size} variants of ${groups.size}, ${syllables.size} syllables, ${kindred.size} kindred, ${alike.size} look-alike classes, ${composed.length} parts`);
console.log(`no common syllable: ${unread.map(p => p.join('')).join(' ')}`);
