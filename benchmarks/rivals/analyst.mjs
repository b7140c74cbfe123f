// The analyst's SQL over the same files: one common table expression a feed, newest record by window function, LEFT JOIN of all
// feeds to the register, the rules as one CASE. `tuned` takes max() per person instead of the window: what a careful analyst writes.
import { asOf, feeds } from './feeds.mjs';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

export const dialects = {
  duckdb: {
    matches: (text, pattern) => `regexp_full_match(${text}, '${pattern}')`,
    days: (later, earlier) => `date_diff('day', ${earlier}, ${later})`,
    date(text, feed) {
      const pattern = { 'yyyy-mm-dd': '%Y-%m-%d', 'yyyymmdd': '%Y%m%d', 'yyyy/m/d': '%Y/%m/%d', 'dd.mm.yyyy': '%d.%m.%Y' }[feed.date];
      return `CAST(try_strptime(${feed.time ? `left(${text}, ${feed.date.length})` : text}, '${pattern}') AS DATE)`;
    },
  },
  postgres: {
    matches: (text, pattern) => `${text} ~ '^(${pattern})$'`,
    days: (later, earlier) => `(${later} - ${earlier})`,
    date(text, feed) {
      const part = (separator, n) => `lpad(split_part(${text}, '${separator}', ${n}), 2, '0')`;
      const digits = {
        'yyyy-mm-dd': `replace(left(${text}, 10), '-', '')`,
        'yyyymmdd': `left(${text}, 8)`,
        'yyyy/m/d': `split_part(${text}, '/', 1) || ${part('/', 2)} || ${part('/', 3)}`,
        'dd.mm.yyyy': `split_part(${text}, '.', 3) || ${part('.', 2)} || ${part('.', 1)}`,
      }[feed.date];
      return `CASE WHEN ${digits} ~ '^(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$' THEN to_date(${digits}, 'YYYYMMDD') END`;
    },
  },
};

function checkDigit(text) {
  const sum = weights.map((w, i) => `CAST(substr(${text}, ${i + 1}, 1) AS INTEGER) * ${w}`).join(' + ');
  return `substr('0123456789X', (12 - (${sum}) % 11) % 11 + 1, 1)`;
}

/** A document number as the join sees it, or NULL. */
function documentNumber(sql, raw) {
  const upgraded = `left(t, 6) || '19' || substr(t, 7, 9)`;
  return `SELECT *, CASE
      WHEN ${sql.matches('t', '[0-9]{17}[0-9X]')} THEN CASE WHEN ${checkDigit('t')} = right(t, 1) THEN t END
      WHEN ${sql.matches('t', '[0-9]{15}')} THEN ${upgraded} || ${checkDigit(`(${upgraded})`)}
      WHEN ${sql.matches('t', '[HM][0-9]{8}([0-9]{2})?')} THEN left(t, 9)
      WHEN ${sql.matches('t', '[A-Z][0-9]{8}|[0-9]{8}|[0-9]{10}')} THEN t END AS idn
    FROM (SELECT *, upper(translate(id_no, '０１２３４５６７８９Ｘｘ 　', '0123456789XX')) AS t, translate(name, ' ·•', '') AS nm FROM ${raw}) n`;
}

function newest(feed, tuned) {
  const order = feed.kind === 'interval' ? 'd2' : 'd';
  return tuned
    ? `SELECT idn, nm, max(d) AS d, max(d2) AS d2 FROM f_${feed.name} GROUP BY idn, nm`
    : `SELECT idn, nm, d, d2 FROM (SELECT *, row_number() OVER (PARTITION BY idn, nm ORDER BY ${order} DESC) AS rn FROM f_${feed.name}) w WHERE rn = 1`;
}

/**
 * @param raw     (feed) => relation with id_no, name, d1, d2 as text
 * @param register relation with id, id_no, name, due, certified as text
 */
export function analystSql(dialect, raw, register, tuned) {
  const sql = dialects[dialect];
  const back = days => `DATE '${asOf}' - ${days}`;
  const of = kind => feeds.filter(f => f.kind === kind);
  const ctes = feeds.flatMap(f => [
    `f_${f.name} AS (SELECT idn, nm, d, d2 FROM (SELECT idn, nm, ${sql.date('d1', f)} AS d, ${f.kind === 'interval' ? sql.date('d2', f) : 'CAST(NULL AS DATE)'} AS d2
      FROM (${documentNumber(sql, raw(f))}) i) x WHERE idn IS NOT NULL AND d BETWEEN DATE '1900-01-01' AND DATE '${asOf}')`,
    `l_${f.name} AS (${newest(f, tuned)})`,
  ]);
  const windows = f => `l_${f.name}.d >= ${back(f.days)}`;
  const account = of('activity').filter(f => f.presence === 'account');
  ctes.push(
    `account AS (SELECT idn, nm FROM (${account.map(f => `SELECT idn, nm, d, '${f.name}' AS source FROM f_${f.name} WHERE d >= ${back(f.days)}`).join(' UNION ALL ')}) u
      GROUP BY idn, nm HAVING count(DISTINCT source) > 1 AND count(DISTINCT d) > 1)`,
    `deaths AS (SELECT idn, nm FROM (${of('terminal').map(f => `SELECT idn, nm FROM f_${f.name}`).join(' UNION ALL ')}) u GROUP BY idn, nm)`,
    `people AS (SELECT id, idn, nm, CAST(due AS DATE) AS due, CAST(certified AS DATE) AS certified, count(*) OVER (PARTITION BY idn) AS times FROM (${documentNumber(sql, register)}) i)`,
    `other AS (SELECT DISTINCT p.id FROM people p JOIN deaths d ON d.idn = p.idn AND d.nm <> p.nm)`);
  const latest = list => `greatest(${list.map(f => `l_${f.name}.d`).join(', ')})`;
  const pairs = of('terminal').flatMap((a, i, all) => all.slice(i + 1).map(b => `abs(${sql.days(`l_${a.name}.d`, `l_${b.name}.d`)}) <= 60`));
  const life = of('activity').filter(f => f.presence === 'person').map(windows).join(' OR ');
  return `WITH ${ctes.join(',\n')},
    evidence AS (SELECT p.*, ${latest(of('terminal'))} AS death, ${latest(of('activity'))} AS active, (${pairs.join(' OR ')}) AS corroborated,
        (${life}) AS present, a.idn IS NOT NULL AS accounts, o.id IS NOT NULL AS othername,
        l_custody.d <= DATE '${asOf}' AND coalesce(l_custody.d2, DATE '9999-12-31') >= DATE '${asOf}' AS custody,
        ${windows(of('duplicate')[0])} AS elsewhere
      FROM people p ${feeds.map(f => `LEFT JOIN l_${f.name} ON l_${f.name}.idn = p.idn AND l_${f.name}.nm = p.nm`).join('\n        ')}
        LEFT JOIN account a ON a.idn = p.idn AND a.nm = p.nm LEFT JOIN other o ON o.id = p.id),
    watched AS (SELECT *, ${sql.days(`DATE '${asOf}'`, 'coalesce(greatest(certified, active), certified)')} AS silent FROM evidence)
  SELECT id, CASE WHEN idn IS NULL THEN 'R010' WHEN active > death THEN 'R020' WHEN corroborated THEN 'R030' WHEN death IS NOT NULL THEN 'R040'
      WHEN othername THEN 'R050' WHEN times > 1 THEN 'R070' WHEN custody THEN 'R080' WHEN elsewhere THEN 'R090'
      WHEN present THEN 'R110' WHEN accounts THEN 'R120'
      WHEN due >= DATE '2026-11-01' THEN CASE WHEN silent >= 120 THEN 'R210' WHEN silent >= 90 THEN 'R220' ELSE 'R230' END
      WHEN silent >= 120 THEN 'R310' WHEN silent >= 90 THEN 'R320' ELSE 'R330' END AS rule
  FROM watched`;
}
