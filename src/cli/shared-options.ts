/** Flags that several commands have: one definition each, so that they mean the same everywhere. */
import { Option } from 'commander';

/** Beside the file that is worked on, where nobody names another place. */
export const STATE_DIR = '.batchctl';

export function stateDirOption(): Option {
  return (
    new Option('--state-dir <path>', 'where imports are remembered')
      .env('BATCHCTL_STATE_DIR')
      // A variable that is set to nothing names no place.
      .argParser((path) => path || STATE_DIR)
      .default(STATE_DIR)
  );
}

export function dbOption(): Option {
  return new Option('--db <path>', "the sandbox's database; default: .batchctl/sandbox.db").env('BATCHCTL_SANDBOX_DB');
}

export function baseUrlOption(): Option {
  return new Option('--base-url <url>', "the API's address, where it isn't the usual one").env('BATCHCTL_BASE_URL');
}

export function apiKeyFileOption(): Option {
  return new Option('--api-key-file <path>', 'a file with the credential; else the environment holds it');
}

export function cacertOption(): Option {
  return new Option('--cacert <path>', 'a PEM file with the authorities to trust, in place of the usual ones');
}

export function faultOption(): Option {
  return new Option('--fault <spec>', 'let the sandbox misbehave: name[=value][@n],…').default('');
}

export function jsonOption(): Option {
  return new Option('--json', 'the result as one JSON document on standard output');
}
