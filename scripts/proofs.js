// What there is to prove, in the order in which it is tried: how many trials each stage makes of it.

/** `figure`: what is to hold. `file`: test/proof/FILE.ts. A stage without a number leaves it out. */
export const PROOFS = [
  { name: 'model', file: 'model', figure: 'A7: the protocol holds, and ten bad ones are caught', gate: 1, proof: 2 },
  {
    name: 'key-collisions',
    file: 'key-collisions',
    figure: 'K14: no two keys are equal',
    gate: 1_000_000,
    proof: 10_000_000,
  },
  {
    name: 'simulation',
    file: 'simulation',
    figure: 'A6, A8, A21, A23: simulated runs',
    gate: 50_000,
    proof: 1_000_000,
  },
  {
    name: 'kills',
    file: 'kills',
    figure: 'A1, A19: SIGKILL at any moment, run again to the end',
    gate: 1000,
    proof: 5000,
  },
  {
    name: 'stops',
    file: 'kills',
    env: { SIGNAL: 'INT' },
    figure: 'A18: stops in good order',
    gate: 200,
    proof: 1000,
  },
  {
    name: 'syscalls',
    file: 'syscalls',
    figure: 'A3, A4, A22: killed or failing at system calls',
    gate: 500,
    proof: 2100,
  },
  {
    name: 'power-loss',
    file: 'power-loss',
    figure: 'A5: states of the disk after a loss of power',
    gate: 2000,
    proof: 20_000,
  },
  { name: 'network', file: 'network', figure: 'A8: faults of the network over real sockets', gate: 500, proof: 5000 },
  { name: 'upsert-order', file: 'upsert-order', figure: 'R9: upserts end as the file says', gate: 200, proof: 2000 },
  { name: 'limits', file: 'limits', figure: 'P11–P15: too little memory, too few files', gate: 40, proof: 200 },
  {
    name: 'encoders',
    file: 'encoders',
    figure: 'the fast encoders write what the reference writes',
    gate: 20_000,
    proof: 100_000,
  },
  { name: 'fuzz', file: 'fuzz', figure: 'A12: fuzzed decoders', gate: 100_000, proof: 1_000_000 },
  { name: 'journal-size', file: 'journal-size', figure: 'L20, A20: a long journal', gate: 100_000, proof: 1_000_000 },
];
