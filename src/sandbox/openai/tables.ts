/** Where files and batches are kept, of both APIs that speak of them; `api` says whose they are. Times are ISO texts. */
export const TABLES = `
  CREATE TABLE IF NOT EXISTS files (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    api TEXT NOT NULL,
    filename TEXT NOT NULL,
    purpose TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT
  );
  -- Pieces without a row in files belong to an upload or a batch that isn't finished.
  CREATE TABLE IF NOT EXISTS file_pieces (
    number INTEGER PRIMARY KEY,
    file_id TEXT NOT NULL,
    start INTEGER NOT NULL,
    content BLOB NOT NULL,
    UNIQUE (file_id, start)
  );
  CREATE TABLE IF NOT EXISTS batches (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    api TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    input_file_id TEXT NOT NULL,
    completion_window TEXT NOT NULL,
    metadata TEXT,
    output_seconds INTEGER,
    status TEXT NOT NULL,
    created_at TEXT NOT NULL,
    times TEXT NOT NULL,
    errors TEXT,
    total INTEGER,
    completed INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    read_bytes INTEGER NOT NULL,
    read_lines INTEGER NOT NULL,
    output_file_id TEXT NOT NULL,
    error_file_id TEXT NOT NULL,
    has_output INTEGER NOT NULL,
    has_errors INTEGER NOT NULL,
    is_open INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS batches_open ON batches (api) WHERE is_open = 1;`;
