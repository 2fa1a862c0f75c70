/** The system calls that the sandbox refuses: those that reach past namespaces, or past the call trace. */

/** Syscall numbers per architecture, from the kernel's tables (arch/x86/entry/syscalls, asm-generic/unistd.h). */
const REFUSED: Record<string, { auditArch: number; calls: Record<string, number>; foreignFrom?: number }> = {
  x64: {
    auditArch: 0xc000003e,
    // Numbers from here on are the x32 ABI, which would need a table of its own.
    foreignFrom: 0x40000000,
    calls: {
      ptrace: 101,
      add_key: 248,
      request_key: 249,
      keyctl: 250,
      perf_event_open: 298,
      process_vm_readv: 310,
      process_vm_writev: 311,
      bpf: 321,
      userfaultfd: 323,
      io_uring_setup: 425,
      io_uring_enter: 426,
      io_uring_register: 427,
      pidfd_getfd: 438,
    },
  },
  arm64: {
    auditArch: 0xc00000b7,
    calls: {
      ptrace: 117,
      add_key: 217,
      request_key: 218,
      keyctl: 219,
      perf_event_open: 241,
      process_vm_readv: 270,
      process_vm_writev: 271,
      bpf: 280,
      userfaultfd: 282,
      io_uring_setup: 425,
      io_uring_enter: 426,
      io_uring_register: 427,
      pidfd_getfd: 438,
    },
  },
};

/** socket(2) itself, refused for these families only: they leave the network namespace or reach the kernel's crypto. */
const SOCKET: Record<string, number> = { x64: 41, arm64: 198 };
const REFUSED_FAMILIES = [38 /* AF_ALG */, 40 /* AF_VSOCK */];

// Classic BPF (linux/bpf_common.h) and the answers of seccomp(2).
const LOAD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER_EQUAL = 0x35;
const RETURN = 0x06;
const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const ERRNO_ENOSYS = 0x00050000 | 38;
// Offsets in struct seccomp_data.
const NUMBER = 0;
const ARCHITECTURE = 4;
const FIRST_ARGUMENT = 16;

type Instruction = [code: number, ifTrue: number, ifFalse: number, operand: number];

/**
 * The filter as bytes for bwrap's --seccomp, or null on an architecture without a table.
 * Refused calls fail with ENOSYS, as on a kernel that lacks them; another architecture's calls (int 0x80,
 * x32) end the program, since neither this list nor the trace would see them rightly.
 */
export function seccompFilter(architecture: string = process.arch): Uint8Array | null {
  const table = REFUSED[architecture];
  const socket = SOCKET[architecture];
  if (table === undefined || socket === undefined) return null;
  const program: Instruction[] = [
    [LOAD, 0, 0, ARCHITECTURE],
    [JUMP_EQUAL, 1, 0, table.auditArch],
    [RETURN, 0, 0, KILL],
    [LOAD, 0, 0, NUMBER],
  ];
  if (table.foreignFrom !== undefined) {
    program.push([JUMP_GREATER_EQUAL, 0, 1, table.foreignFrom], [RETURN, 0, 0, KILL]);
  }
  for (const number of Object.values(table.calls)) {
    program.push([JUMP_EQUAL, 0, 1, number], [RETURN, 0, 0, ERRNO_ENOSYS]);
  }
  program.push([JUMP_EQUAL, 0, 1 + 2 * REFUSED_FAMILIES.length, socket], [LOAD, 0, 0, FIRST_ARGUMENT]);
  for (const family of REFUSED_FAMILIES) {
    program.push([JUMP_EQUAL, 0, 1, family], [RETURN, 0, 0, ERRNO_ENOSYS]);
  }
  program.push([RETURN, 0, 0, ALLOW]);

  const bytes = new DataView(new ArrayBuffer(program.length * 8));
  program.forEach(([code, ifTrue, ifFalse, operand], i) => {
    bytes.setUint16(i * 8, code, true);
    bytes.setUint8(i * 8 + 2, ifTrue);
    bytes.setUint8(i * 8 + 3, ifFalse);
    bytes.setUint32(i * 8 + 4, operand >>> 0, true);
  });
  return new Uint8Array(bytes.buffer);
}
