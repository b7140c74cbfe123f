// What the analyst knows about the files of the sample province: the same facts as the feed descriptors say.
export const asOf = '2026-10-31';

const terminal = { kind: 'terminal', days: null };
export const feeds = [
  { name: 'death_certificate', group: 'health', delimiter: ',', date: 'yyyy-mm-dd', ...terminal },
  { name: 'cremation', group: 'civil_affairs', delimiter: '|', date: 'yyyymmdd', ...terminal },
  { name: 'household_deregistration', group: 'public_security', delimiter: ',', date: 'yyyy/m/d', encoding: 'GB18030', ...terminal },
  { name: 'custody', delimiter: ';', date: 'yyyy-mm-dd', quoted: true, kind: 'interval' },
  { name: 'medical_settlement', delimiter: ',', date: 'yyyy-mm-dd', time: true, kind: 'activity', presence: 'person', days: 90 },
  { name: 'vaccination', delimiter: '\t', date: 'dd.mm.yyyy', kind: 'activity', presence: 'person', days: 180 },
  { name: 'bus_card', delimiter: ',', date: 'yyyymmdd', headerless: true, kind: 'activity', presence: 'account', days: 60 },
  { name: 'bank_card', delimiter: '|', date: 'yyyymmdd', time: true, kind: 'activity', presence: 'account', days: 60 },
  { name: 'travel', delimiter: ',', date: 'yyyy/m/d', kind: 'activity', presence: 'person', days: 180 },
  { name: 'duplicate_benefit', delimiter: ',', date: 'yyyymmdd', kind: 'duplicate', days: 365 },
];
