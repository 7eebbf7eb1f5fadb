/** Batches: create, look, list, cancel. */
import type { Answer, Call, Route } from '../dialect.js';
import { RequestRefusal } from '../refusal.js';
import { findBatch, isFinal, listBatches, setStatus, type Batch } from './batches.js';
import { jsonAnswer, reading } from './json-answer.js';
import { listBody, readPage } from './page.js';
import type { Vendor } from './vendor.js';

export function batchRoutes(vendor: Vendor): Route[] {
  return [
    { method: 'POST', pattern: '/batches', handle: (call) => create(vendor, call) },
    reading('/batches', (call) => showBatches(vendor, call)),
    reading('/batches/{id}', (call) => showOne(vendor, call)),
    { method: 'POST', pattern: '/batches/{id}/cancel', handle: (call) => cancel(vendor, call) },
  ];
}

function create(vendor: Vendor, call: Call): Answer {
  const { id, isNew } = vendor.create(call);
  const answer = showOne(vendor, { ...call, params: { id } });
  return isNew ? { ...answer, job: { id } } : answer;
}

function showOne(vendor: Vendor, call: Call): Answer {
  return jsonAnswer(vendor, call, vendor.showBatch(wantedBatch(vendor, call)));
}

function wantedBatch({ api }: Vendor, { database, params }: Call): Batch {
  const id = params['id'] ?? '';
  const batch = findBatch(database, api, id);
  if (batch === undefined) throw new RequestRefusal(404, `No batch found with id '${id}'.`, { path: 'id' });
  return batch;
}

function showBatches(vendor: Vendor, call: Call): Answer {
  const page = readPage(call.query);
  const batches = listBatches(call.database, vendor.api, page);
  return jsonAnswer(vendor, call, listBody(batches.map(vendor.showBatch), page));
}

/** Only asks for it: whoever works on the batch sees that and ends it. Asking again changes nothing. */
function cancel(vendor: Vendor, call: Call): Answer {
  const { database, at } = call;
  const { id, status } = wantedBatch(vendor, call);
  if (isFinal(status) && status !== 'cancelled') {
    throw new RequestRefusal(409, `Cannot cancel a batch with status '${status}'.`);
  }
  if (!isFinal(status) && status !== 'cancelling') setStatus(database, id, { status: 'cancelling', at });
  return showOne(vendor, call);
}
