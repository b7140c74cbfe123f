// node duckdb.mjs PROVINCE OUT.csv THREADS [tuned]: the analyst's SQL in DuckDB, straight from the CSV files. Prints its cost as JSON.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { analystSql } from './analyst.mjs';
import { feeds } from './feeds.mjs';

const [province, out, threads, form] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'rival-duckdb-'));
try {
  const start = performance.now();
  const database = await DuckDBInstance.create(':memory:', { threads, temp_directory: work, preserve_insertion_order: 'false' });
  const connection = await database.connect();
  // with this rewrite DuckDB 1.5.6 aborts on row_number() = 1 over these files
  await connection.run(`SET disabled_optimizers = 'top_n_window_elimination'`);
  const file = f => {
    const path = join(province, `${f.name}.csv`);
    if (!f.encoding) {
      return path;
    }

    const utf8 = join(work, `${f.name}.csv`); // DuckDB's own encodings are an extension that has to be downloaded
    execFileSync('bash', ['-c', 'iconv -c -f "$1" -t UTF-8 "$2" > "$3"', 'iconv', f.encoding, path, utf8]);
    return utf8;
  };
  const raw = f => `(SELECT c1 AS id_no, c2 AS name, c3 AS d1, c4 AS d2 FROM read_csv('${file(f)}', delim='${f.delimiter}', header=${!f.headerless},
    auto_detect=false, quote='${f.quoted ? '"' : ''}', escape='${f.quoted ? '"' : ''}', ignore_errors=true,
    columns={'c0':'VARCHAR','c1':'VARCHAR','c2':'VARCHAR','c3':'VARCHAR','c4':'VARCHAR','c5':'VARCHAR'})) r`;
  const register = `(SELECT c0 AS id, c1 AS id_no, c2 AS name, c6 AS due, c7 AS certified FROM read_csv('${join(province, 'register.csv')}', delim=',', header=true,
    auto_detect=false, quote='', escape='', ignore_errors=true, columns={${[...Array(8).keys()].map(i => `'c${i}':'VARCHAR'`).join(',')}})) r`;
  await connection.run(`COPY (SELECT * FROM (${analystSql('duckdb', raw, register, form === 'tuned')}) q ORDER BY id) TO '${out}' (HEADER true)`);
  const wallMs = performance.now() - start;
  const { user, system } = process.resourceUsage ? { user: process.resourceUsage().userCPUTime, system: process.resourceUsage().systemCPUTime } : {};
  const children = Number(readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ').slice(13, 15).reduce((a, b) => Number(a) + Number(b))) * 10; // iconv; ticks of 10 ms
  console.log(JSON.stringify({ cpuMs: (user + system) / 1000 + children, wallMs, peakRssBytes: process.resourceUsage().maxRSS * 1024 }));
} finally {
  rmSync(work, { recursive: true, force: true });
}
