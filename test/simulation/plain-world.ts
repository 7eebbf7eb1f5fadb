/** A world in which little goes wrong, and that often: to show one thing soon. */
import {
  GOOD_DISK,
  GOOD_NETWORK,
  GOOD_SERVICE,
  type DiskManners,
  type NetworkManners,
  type ServiceManners,
} from './manners.js';
import { Random } from './random.js';
import { drawRows, type Shares } from './rows.js';
import type { Settings } from './settings.js';

export interface Trouble {
  readonly service?: Partial<ServiceManners>;
  readonly network?: Partial<NetworkManners>;
  readonly disk?: Partial<DiskManners>;
  readonly shares?: Partial<Shares>;
  readonly pauseMs?: number;
  /** Of a client, before all is quiet. */
  readonly runs?: number;
  readonly isEqual?: boolean;
  /** Of the rows. */
  readonly seed?: number;
}

/** One client that appends, kills, and nothing else that goes wrong but for what is named. */
export function plainWorld({
  service,
  network,
  disk,
  shares,
  pauseMs = 1_000,
  runs = 3,
  isEqual = false,
  seed = 7,
}: Trouble): Partial<Settings> {
  return {
    operation: 'append',
    rows: drawRows(new Random(seed), { bad: 0, poison: 0, again: 0, ...shares }, isEqual),
    clients: 1,
    areCopies: false,
    service: { ...GOOD_SERVICE, ...service },
    network: { ...GOOD_NETWORK, ...network },
    disk: { ...GOOD_DISK, ...disk },
    checkpointBytes: Infinity,
    incidents: ['kill'],
    runs,
    pauseMs,
    maxRetries: 2,
  };
}
