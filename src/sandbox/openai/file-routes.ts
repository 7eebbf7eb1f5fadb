/** Files: upload, look, list, fetch, delete. */
import type { Answer, Call, Route } from '../dialect.js';
import { RequestRefusal } from '../refusal.js';
import { addFile, deleteFile, findFile, listFiles, newFileId, type StoredFile } from './files.js';
import { jsonAnswer, reading } from './json-answer.js';
import { listBody, readPage } from './page.js';
import { contentOf } from './pieces.js';
import { expirySeconds, invalid, missing } from './request-fields.js';
import { later } from './times.js';
import { Upload } from './upload.js';
import type { Vendor } from './vendor.js';

/** Bytes of a form besides its file. */
const FORM = 65_536;

export function fileRoutes(vendor: Vendor): Route[] {
  const maxBytes = vendor.maxUploadBytes;
  return [
    {
      method: 'POST',
      pattern: '/files',
      maxBytes: maxBytes + FORM,
      receive: (database, headers) =>
        new Upload(database, headers['content-type'] ?? '', { id: newFileId(), maxBytes }),
      handle: (call) => jsonAnswer(vendor, call, vendor.showFile(keepUpload(vendor, call))),
    },
    reading('/files', (call) => showFiles(vendor, call)),
    reading('/files/{id}', (call) => jsonAnswer(vendor, call, vendor.showFile(wantedFile(vendor, call)))),
    reading('/files/{id}/content', (call) => sendContent(vendor, call)),
    { method: 'DELETE', pattern: '/files/{id}', handle: (call) => removeFile(vendor, call) },
  ];
}

function keepUpload(vendor: Vendor, { database, receiver, at }: Call): StoredFile {
  if (!(receiver instanceof Upload)) throw new Error('a file came in without being received');
  const { filename, bytes, fields } = receiver.received();
  const purpose = fields.get('purpose');
  if (purpose === undefined) throw missing('purpose');
  if (!vendor.purposes.includes(purpose)) throw invalid('purpose', `one of ${vendor.purposes.join(', ')}`);
  const [anchor, seconds] = [fields.get('expires_after[anchor]'), fields.get('expires_after[seconds]')];
  const kept = expirySeconds('expires_after', anchor, seconds) ?? vendor.keepSeconds(purpose);
  const file: StoredFile = {
    id: receiver.id,
    api: vendor.api,
    filename,
    purpose,
    bytes,
    createdAt: at,
    expiresAt: kept === null ? null : later(at, kept),
  };
  receiver.keep();
  addFile(database, file);
  return file;
}

function wantedFile({ api }: Vendor, { database, params }: Call): StoredFile {
  const id = params['id'] ?? '';
  const file = findFile(database, api, id);
  if (file === undefined) throw new RequestRefusal(404, `No such File object: ${id}`, { path: 'id' });
  return file;
}

function showFiles(vendor: Vendor, call: Call): Answer {
  const { database, query } = call;
  const page = readPage(query);
  const order = query.get('order') === 'asc' ? 'asc' : 'desc';
  const files = listFiles(database, vendor.api, { ...page, order, purpose: query.get('purpose') });
  return jsonAnswer(vendor, call, listBody(files.map(vendor.showFile), page));
}

function sendContent(vendor: Vendor, call: Call): Answer {
  const file = wantedFile(vendor, call);
  return {
    status: 200,
    // As JSON it would be parsed by clients, which fails from the second line on.
    headers: { ...vendor.headers(call.correlationId), 'content-type': 'application/octet-stream' },
    body: '',
    stream: { bytes: file.bytes, pieces: contentOf(call.database, file) },
  };
}

function removeFile(vendor: Vendor, call: Call): Answer {
  const { id } = wantedFile(vendor, call);
  deleteFile(call.database, id);
  return jsonAnswer(vendor, call, { id, object: 'file', deleted: true });
}
