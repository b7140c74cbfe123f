// node postgres.mjs PROVINCE OUT.csv [tuned]: COPY into text columns, then the analyst's SQL, in a PostgreSQL of its own on a local socket.
// CPU is that of the server's whole process tree, COPY's programs included. Prints its cost as JSON.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analystSql } from './analyst.mjs';
import { feeds } from './feeds.mjs';

const [province, out, form] = process.argv.slice(2);
const bin = readdirSync('/usr/lib/postgresql').sort().map(v => `/usr/lib/postgresql/${v}/bin`).at(-1);
const work = mkdtempSync(join(tmpdir(), 'rival-postgres-'));
const asServer = process.getuid() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
const quiet = { stdio: 'ignore', ...asServer };
if (process.getuid() === 0) {
  execFileSync('chown', ['postgres', work]);
  chmodSync(work, 0o755);
}

execFileSync(`${bin}/initdb`, ['-D', `${work}/data`, '-E', 'UTF8', '--locale=C', '-A', 'trust', '-U', 'analyst'], quiet);
const settings = `-k ${work} -h '' -c shared_buffers=1GB -c work_mem=1GB -c maintenance_work_mem=512MB -c max_wal_size=8GB -c fsync=off -c jit=off -c max_parallel_workers_per_gather=1`;
execFileSync(`${bin}/pg_ctl`, ['-D', `${work}/data`, '-w', '-l', `${work}/log`, '-o', settings, 'start'], quiet);
try {
  const postmaster = readFileSync(`${work}/data/postmaster.pid`, 'utf8').split('\n')[0];
  const before = ticks(postmaster);
  const start = performance.now();
  for (const f of [...feeds, { name: 'register', delimiter: ',' }]) {
    load(f);
  }

  const part = (f, n) => `split_part(line, ${f.delimiter === '\t' ? "E'\\t'" : `'${f.delimiter}'`}, ${n})`;
  const raw = f => `(SELECT ${part(f, 2)} AS id_no, ${part(f, 3)} AS name, ${part(f, 4)} AS d1, ${part(f, 5)} AS d2 FROM raw_${f.name}) r`;
  const r = { delimiter: ',' };
  const register = `(SELECT ${part(r, 1)} AS id, ${part(r, 2)} AS id_no, ${part(r, 3)} AS name, ${part(r, 7)} AS due, ${part(r, 8)} AS certified FROM raw_register) r`;
  sql(`COPY (${analystSql('postgres', raw, register, form === 'tuned')} ORDER BY id) TO STDOUT (FORMAT csv, HEADER true)`, out);
  const wallMs = performance.now() - start;
  console.log(JSON.stringify({ cpuMs: (ticks(postmaster) - before) * 10, wallMs }));
} finally {
  execFileSync(`${bin}/pg_ctl`, ['-D', `${work}/data`, '-m', 'immediate', 'stop'], quiet);
  rmSync(work, { recursive: true, force: true });
}

/** Every line as one text: COPY of PostgreSQL 15 stops at the first bad row. NUL and invalid bytes are dropped before. */
function load(f) {
  const head = f.headerless ? 'cat' : 'tail -n +2';
  sql(`CREATE UNLOGGED TABLE raw_${f.name} (line text);
    COPY raw_${f.name} FROM PROGRAM 'tr -d ''\\000\\r'' < ${join(province, f.name)}.csv | ${head} | iconv -c -f ${f.encoding ?? 'UTF-8'} -t UTF-8' WITH (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x03');
    ANALYZE raw_${f.name}`);
}

function sql(text, outFile) {
  const answer = spawnSync(`${bin}/psql`, ['-h', work, '-U', 'analyst', '-d', 'postgres', '-qX', '-v', 'ON_ERROR_STOP=1', ...(outFile ? ['-o', outFile] : []), '-c', text], { encoding: 'utf8' });
  if (answer.status !== 0) {
    throw new Error(answer.stderr);
  }
}

/** User and kernel ticks (10 ms) of a process and of its children that have ended. */
function ticks(pid) {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 15).reduce((sum, x) => sum + Number(x), 0);
}

function idOf(flag) {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}
